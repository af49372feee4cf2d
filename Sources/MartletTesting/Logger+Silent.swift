import Logging

extension Logger {
  /// For what is not about logging.
  static var silent: Logger { Logger(label: "martlet.testing") { _ in SwiftLogNoOpLogHandler() } }
}
