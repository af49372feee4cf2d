#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The few file-system calls that the compiler needs, straight from POSIX: Foundation would double
/// what every user's build plugin has to load.
enum FileReader {
  enum Content {
    /// What is in it; `identity` is the same for all paths of one file.
    case bytes([UInt8], identity: String)
    case missing
    case unreadable(String)
  }

  static func tooLarge(_ limit: Int) -> String { "is larger than \(limit >> 20) MiB" }

  /// Reads a whole regular file of at most `limit` bytes.
  static func read(_ path: String, limit: Int) -> Content {
    var status = stat()
    guard stat(path, &status) == 0 else { return failure(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: return .unreadable("is a directory, not a file")
    default: return .unreadable("is not a regular file")
    }
    if Int(status.st_size) > limit { return .unreadable(tooLarge(limit)) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return failure(errno) }
    defer { _ = close(descriptor) }
    return readAll(descriptor, status, limit: limit)
  }

  private static func readAll(_ descriptor: Int32, _ status: stat, limit: Int) -> Content {
    // One byte more than expected: the read that fills the rest also finds the end.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while true {
      if count == bytes.count {
        if count > limit { return .unreadable(tooLarge(limit)) }
        bytes.append(contentsOf: [UInt8](repeating: 0, count: max(4096, count)))
      }
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glue.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      }
      if got < 0 {
        if errno == EINTR { continue }
        return failure(errno)
      }
      if got == 0 { break }
      count += got
    }
    if count > limit { return .unreadable(tooLarge(limit)) }
    bytes.removeLast(bytes.count - count)
    return .bytes(bytes, identity: "\(status.st_dev):\(status.st_ino)")
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
  }

  private static func failure(_ code: Int32) -> Content {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .unreadable("cannot be read: permission denied")
    case ELOOP: .unreadable("cannot be read: its symbolic links go in a circle")
    case ENAMETOOLONG: .unreadable("cannot be read: its name is too long")
    default: .unreadable("cannot be read: \(String(cString: strerror(code)))")
    }
  }

  /// Whether there is anything at `path`.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The path without symbolic links, or nil if there is no such file.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// The names in a directory, sorted, without `.` and `..`; empty if it cannot be listed.
  static func list(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
