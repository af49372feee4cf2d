public import MartletIDL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The way of findings to the person at the terminal, or to the build system.
public enum Report {
  /// The streams that every process has.
  public enum Stream: Sendable {
    case standardOutput, standardError
  }

  /// Writes findings to standard error, coloured where that is a terminal.
  public static func write(_ diagnostics: [Diagnostic]) {
    let color = isTerminal(.standardError)
    write(DiagnosticRenderer(color: color).render(diagnostics))
  }

  /// Writes a text to standard error.
  public static func write(_ text: String) {
    FileSystem.writeToStandardError(text)
  }

  /// Whether a person looks at the stream.
  public static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO) == 1
  }

  /// Ends the process.
  public static func exit(_ code: Int32) -> Never {
    #if canImport(Darwin)
      Darwin.exit(code)
    #elseif canImport(Musl)
      Musl.exit(code)
    #else
      Glibc.exit(code)
    #endif
  }
}
