import Foundation
import MartletProtobuf

/// What protobuf's conformance runner talks to: a request on standard input, the answer on standard
/// output, until the input ends. `scripts/conformance` builds it together with the runner's messages.
@main
struct ConformanceTestee {
  static func main() throws {
    while let bytes = try record() {
      let response: ConformanceResponse
      do {
        response = Answer.to(try ConformanceRequest(serializedBytes: bytes))
      } catch {
        response = ConformanceResponse(result: .runtimeError("\(error)"))
      }
      try write(try response.serializedBytes())
    }
  }

  /// The next record: its length in four bytes, little end first, and as many bytes. Nil at the end.
  private static func record() throws -> [UInt8]? {
    guard let head = try FileHandle.standardInput.read(upToCount: 4), head.count == 4 else {
      return nil
    }
    let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
    var bytes = Data()
    while bytes.count < count {
      let more = try FileHandle.standardInput.read(upToCount: count - bytes.count)
      guard let more, !more.isEmpty else { return nil }
      bytes += more
    }
    return Array(bytes)
  }

  private static func write(_ record: [UInt8]) throws {
    var output = Data((0..<4).map { UInt8(truncatingIfNeeded: record.count >> (8 * $0)) })
    output += record
    try FileHandle.standardOutput.write(contentsOf: output)
  }
}
