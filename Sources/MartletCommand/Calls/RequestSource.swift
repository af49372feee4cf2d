import ArgumentParser
import Dispatch
import MartletDriver

/// The JSON of the requests: from the command line, a file, or standard input as it comes.
struct RequestSource {
  private enum Input {
    case bytes([UInt8])
    case standardInput
    case end
  }

  private var input: Input
  private var documents = JSONDocuments()
  private var ready: [[UInt8]] = []

  /// - Parameter data: JSON, `@file`, `@` or `@-` for standard input, nil for nothing.
  init(_ data: String?) throws {
    switch data {
    case nil: input = .end
    case "@", "@-": input = .standardInput
    case let data? where data.hasPrefix("@"):
      let name = String(data.dropFirst())
      guard let bytes = InputFiles.contents(of: name) else {
        throw ValidationError("There is no file \"\(name)\".")
      }
      input = .bytes(bytes)
    case let data?: input = .bytes(Array(data.utf8))
    }
  }

  /// The next document, or nil after the last.
  mutating func next() async throws -> [UInt8]? {
    while ready.isEmpty {
      switch input {
      case .end: return nil
      case .bytes(let bytes):
        ready = documents.take(bytes)
        end()
      case .standardInput:
        let bytes = try await Self.read()
        if bytes.isEmpty { end() } else { ready = documents.take(bytes) }
      }
    }
    return ready.removeFirst()
  }

  private mutating func end() {
    input = .end
    if let last = documents.finish() { ready.append(last) }
  }

  /// Reading blocks, which threads of Swift's pool must not.
  private static func read() async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try StandardStreams.chunk() })
      }
    }
  }
}
