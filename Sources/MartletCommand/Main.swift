import ArgumentParser
import MartletDriver

/// The `martlet` command.
@main struct Main {
  static func main() async {
    do {
      let words = try ArgumentWords(Array(CommandLine.arguments.dropFirst()))
      var command = try Martlet.parseAsRoot(words.rest)
      if var fileCommand = command as? any FileCommand {
        fileCommand.files = words.files
        command = fileCommand
      }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ArgumentWords.Invalid {
      finish(ValidationError(error.message))
    } catch {
      finish(error)
    }
  }

  /// Says what went wrong, if anything, and ends the process: 0 after help, 2 where the arguments
  /// make no sense, otherwise the command's own code.
  private static func finish(_ error: any Error) -> Never {
    let code = Martlet.exitCode(for: error)
    let message = Martlet.fullMessage(for: error)
    switch code {
    case .success:
      if !message.isEmpty { print(message) }
      Report.exit(0)
    case .validationFailure:
      Report.write(message + "\n")
      Report.exit(2)
    default:
      if !(error is ExitCode) { Report.write(message + "\n") }
      Report.exit(code.rawValue)
    }
  }
}

/// The root command: its subcommands do the work.
struct Martlet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet",
    abstract: """
      Compiles protobuf-language IDL files, generates Swift for gRPC from them, and calls gRPC servers.
      """,
    version: MartletVersion.current,
    subcommands: [
      Generate.self, Check.self, Descriptors.self, Call.self, List.self, Describe.self,
    ])
}
