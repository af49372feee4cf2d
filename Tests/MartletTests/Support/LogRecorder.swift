import Logging
import Synchronization

/// Keeps what is logged, for tests that look at it.
final class LogRecorder: Sendable {
  struct Record: Sendable {
    var level: Logger.Level
    var message: String
    var metadata: [String: String]
  }

  private let kept = Mutex<[Record]>([])

  /// What was logged, in order.
  var all: [Record] { kept.withLock { $0 } }

  /// What was logged about peers, in order.
  var aboutPeers: [Record] { kept.withLock { $0.filter { $0.metadata["peer"] != nil } } }

  var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let metadata = (event.metadata ?? [:]).mapValues { "\($0)" }
      let record = Record(level: event.level, message: "\(event.message)", metadata: metadata)
      recorder.kept.withLock { $0.append(record) }
    }
  }
}
