import MartletIDL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The way of findings to the person at the terminal, or to the build system.
public enum Report {
  /// Writes an outcome's findings to standard error, coloured where that is a terminal.
  public static func write(_ outcome: GenerationOutcome) {
    let color = isatty(STDERR_FILENO) == 1
    write(DiagnosticRenderer(color: color).render(outcome.diagnostics))
  }

  /// Writes a text to standard error.
  public static func write(_ text: String) {
    FileSystem.writeToStandardError(text)
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
