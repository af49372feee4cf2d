#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The few file-system calls that writing generated code needs, straight from POSIX: Foundation
/// would double what every user's build plugin has to load.
enum FileSystem {
  /// A call that failed: what was tried on which path, and why it did not work.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
  }

  /// The bytes of a file, or nil if there is none or it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[count...])
        let got = Glue.read(descriptor, UnsafeMutableRawBufferPointer(rest))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 {
          failed = got < 0
          break
        }
        count += got
      }
    }
    return failed ? nil : bytes
  }

  /// All that can be read from an open file, a pipe or the like; at most `limit` bytes.
  static func readAll(
    _ descriptor: Int32, limit: Int, path: String
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = piece.withUnsafeMutableBytes { Glue.read(descriptor, $0) }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw failure(path) }
      if got == 0 { return bytes }
      bytes += piece[..<got]
      if bytes.count > limit {
        throw Failure(path: path, reason: "there are more than \(limit) bytes")
      }
    }
  }

  /// What can be read at once from an open file, a pipe or the like; empty at its end.
  static func readSome(
    _ descriptor: Int32, limit: Int, path: String
  ) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let got = bytes.withUnsafeMutableBytes { Glue.read(descriptor, $0) }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw failure(path) }
      bytes.removeLast(limit - got)
      return bytes
    }
  }

  /// What tells the program that runs from any other, and from what it was before it was built
  /// anew: its file, with its size and times. Nil if it cannot be found.
  static func thisProgram() -> String? {
    var status = stat()
    #if canImport(Darwin)
      var capacity = UInt32(PATH_MAX)
      var path = [CChar](repeating: 0, count: Int(capacity))
      guard _NSGetExecutablePath(&path, &capacity) == 0, stat(path, &status) == 0 else {
        return nil
      }
      let times = [status.st_mtimespec, status.st_ctimespec]
    #else
      guard stat("/proc/self/exe", &status) == 0 else { return nil }
      let times = [status.st_mtim, status.st_ctim]
    #endif
    let stamps = times.map { "\($0.tv_sec).\($0.tv_nsec)" }.joined(separator: ":")
    return "\(status.st_dev):\(status.st_ino):\(status.st_size):\(stamps)"
  }

  /// Puts `bytes` at `path` in one step: a reader sees the old file or the new one, never a part.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    var stream = try OutputStream(path: path)
    do throws(Failure) {
      try stream.append(bytes)
    } catch {
      stream.abandon()
      throw error
    }
    try stream.finish()
  }

  /// Writes all of `bytes`; `path` is for messages.
  static func write(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(Failure) {
    var offset = 0
    while offset < bytes.count {
      let wrote = bytes.withUnsafeBytes { buffer in
        Glue.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[offset...]))
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw failure(path) }
      offset += wrote
    }
  }

  /// Makes a directory and those above it.
  static func makeDirectory(_ path: String) throws(Failure) {
    if path.isEmpty || isDirectory(path) { return }
    try makeDirectory(FilePath.parent(of: path))
    guard mkdir(path, 0o777) == 0 || (errno == EEXIST && isDirectory(path)) else {
      throw failure(path)
    }
  }

  /// Removes a file; one that is not there is no error.
  static func remove(_ path: String) throws(Failure) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
  }

  /// The names in a directory, sorted; empty if it cannot be listed.
  static func list(_ path: String) -> [String] { (entries(path) ?? []).map(\.name).sorted() }

  /// What is in a directory, in no order, without `.` and `..`; nil if it cannot be read. A link
  /// to a directory is none.
  static func entries(_ path: String) -> [(name: String, isFolder: Bool)]? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var entries: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      var isFolder = Int32(entry.pointee.d_type) == Int32(DT_DIR)
      if Int32(entry.pointee.d_type) == Int32(DT_UNKNOWN) {
        // Some file systems do not tell.
        var status = stat()
        isFolder = lstat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      }
      entries.append((name, isFolder))
    }
    return entries
  }

  /// Whether there is anything at `path`.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The path without symbolic links, or nil if there is no such file.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether there is something at `path` that is neither a regular file nor a directory: a
  /// device, a pipe.
  static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  /// The last call's failure.
  static func failure(_ path: String) -> Failure {
    Failure(path: path, reason: String(cString: strerror(errno)))
  }

  private enum Glue {
    static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
      #if canImport(Darwin)
        Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
    }

    static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
      #if canImport(Darwin)
        Darwin.write(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        Musl.write(descriptor, buffer.baseAddress, buffer.count)
      #else
        Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      #endif
    }
  }
}
