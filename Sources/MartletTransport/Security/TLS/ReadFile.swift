#if TLS
  #if canImport(Darwin)
    import Darwin
  #elseif canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// Certificates and keys are kilobytes, bundles of all the world's authorities some hundreds.
  private let maxFileBytes = 16 * 1024 * 1024

  /// The content of a file with certificates or a key.
  func readFile(_ path: String) throws(TLSConfigurationError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return content }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path, errno)
      }
      content.append(contentsOf: chunk.prefix(count))
      guard content.count <= maxFileBytes else {
        throw TLSConfigurationError("\"\(path)\" is larger than \(maxFileBytes) bytes")
      }
    }
  }

  private func unreadable(_ path: String, _ code: Int32) -> TLSConfigurationError {
    TLSConfigurationError("cannot read \"\(path)\": \(words(forErrno: code))")
  }

  /// What changes when a file does: a new file has another inode, a rewritten one another time.
  struct FileStamp: Hashable, Sendable {
    private let inode: UInt64
    private let sizeBytes: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// nil if there is no such file.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      inode = UInt64(status.st_ino)
      sizeBytes = Int64(status.st_size)
      #if canImport(Darwin)
        let modified = status.st_mtimespec
      #else
        let modified = status.st_mtim
      #endif
      seconds = Int(modified.tv_sec)
      nanoseconds = Int(modified.tv_nsec)
    }
  }
#endif
