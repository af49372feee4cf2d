#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes from and to the process that started this one.
public enum StandardStreams {
  /// All that comes on standard input.
  ///
  /// - Throws: an error with a text for people if reading fails, or if there is more than `limit`
  ///   bytes.
  public static func input(limit: Int) throws -> [UInt8] {
    try FileSystem.readAll(STDIN_FILENO, limit: limit, path: "standard input")
  }

  /// What comes next on standard input, as soon as there is something; empty at its end.
  ///
  /// - Throws: an error with a text for people if reading fails.
  public static func chunk() throws -> [UInt8] {
    try FileSystem.readSome(STDIN_FILENO, limit: 64 * 1024, path: "standard input")
  }

  /// Writes to standard output.
  ///
  /// - Throws: an error with a text for people if nobody takes it.
  public static func output(_ bytes: [UInt8]) throws {
    try FileSystem.write(bytes, to: STDOUT_FILENO, path: "standard output")
  }
}
