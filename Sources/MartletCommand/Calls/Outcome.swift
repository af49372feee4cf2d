import ArgumentParser
import MartletDriver
import MartletRPC

/// How commands that call end: what went wrong goes to standard error, and into the exit code.
enum Outcome {
  /// As of other tools that call: 64 and the status code.
  static func exitCode(of code: RPCStatus.Code) -> ExitCode { ExitCode(64 + Int32(code.rawValue)) }

  /// Runs `body`; what it throws ends the command.
  static func reporting(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as RPCError {
      Report.write("error: \(error.code): \(error.message)\n")
      throw exitCode(of: error.code)
    }
  }
}
