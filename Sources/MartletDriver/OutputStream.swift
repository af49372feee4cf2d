#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes on their way to a file or to standard output, a piece at a time.
///
/// A regular file appears whole when the stream is closed; until then the old one stays. Devices
/// and pipes are written to as they are.
struct OutputStream {
  /// The path to name in messages.
  private let path: String
  private let descriptor: Int32
  /// Where the bytes go for now, and where they belong; nil if that is the same.
  private let move: (from: String, to: String)?
  private var buffer: [UInt8] = []
  private static let bufferBytes = 1 << 18

  /// Standard output.
  init() {
    path = "standard output"
    descriptor = STDOUT_FILENO
    move = nil
  }

  /// Opens the file at `path`.
  init(path: String) throws(FileSystem.Failure) {
    self.path = path
    // Through a link, so that it stays one.
    let target = FileSystem.realPath(path) ?? path
    if FileSystem.isSpecial(target) {
      descriptor = Self.open(target, O_TRUNC)
      move = nil
    } else {
      let temporary = target + ".\(getpid()).new"
      descriptor = Self.open(temporary, O_CREAT | O_TRUNC)
      move = (temporary, target)
    }
    if descriptor < 0 { throw FileSystem.failure(path) }
  }

  private static func open(_ path: String, _ flags: Int32) -> Int32 {
    #if canImport(Darwin)
      Darwin.open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    #elseif canImport(Musl)
      Musl.open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    #else
      Glibc.open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    #endif
  }

  /// Takes `bytes`, to be written sooner or later.
  mutating func append(_ bytes: [UInt8]) throws(FileSystem.Failure) {
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    if bytes.count > Self.bufferBytes {
      try FileSystem.write(bytes, to: descriptor, path: path)
    } else {
      buffer += bytes
    }
  }

  private mutating func flush() throws(FileSystem.Failure) {
    try FileSystem.write(buffer, to: descriptor, path: path)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and puts the file in its place. After a failure, here or before, nothing
  /// of it stays.
  mutating func finish() throws(FileSystem.Failure) {
    do throws(FileSystem.Failure) {
      try flush()
    } catch {
      abandon()
      throw error
    }
    if descriptor == STDOUT_FILENO { return }
    var isDone = close(descriptor) == 0
    if isDone, let move { isDone = rename(move.from, move.to) == 0 }
    if isDone { return }
    let error = FileSystem.failure(path)
    if let move { _ = unlink(move.from) }
    throw error
  }

  /// Gives up.
  func abandon() {
    if descriptor != STDOUT_FILENO { _ = close(descriptor) }
    if let move { _ = unlink(move.from) }
  }
}
