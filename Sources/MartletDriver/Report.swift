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

  /// Writes findings to standard error. Colour is for terminals, unless somebody decided.
  public static func write(_ diagnostics: [Diagnostic], color: Bool? = nil) {
    if diagnostics.isEmpty { return }
    write(DiagnosticRenderer(color: color ?? isColorWelcome).render(diagnostics))
  }

  /// Writes a text; if nobody reads it, so be it.
  public static func write(_ text: String, to stream: Stream = .standardError) {
    let descriptor = stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO
    try? FileSystem.write(Array(text.utf8), to: descriptor, path: "")
  }

  /// Whether standard error is a terminal, and nothing asks for plain text (https://no-color.org).
  private static var isColorWelcome: Bool {
    isTerminal(.standardError) && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
  }

  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
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
