import MartletRPC
import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Unix-domain sockets whose name is no file (Linux's abstract namespace, unix(7)). NIO's addresses have
/// no length of their own, and here every byte up to the length counts, so these are made by hand.
enum AbstractSocket {
  /// A socket that is bound to `name`. The caller owns the descriptor.
  static func bound(to name: String) throws(SocketError) -> Int32 {
    try make(name) { bind($0, $1, $2) }
  }

  /// A socket that is connected to whoever listens on `name`; does not wait. The caller owns the
  /// descriptor.
  static func connected(to name: String) throws(SocketError) -> Int32 {
    try make(name) { connect($0, $1, $2) }
  }

  /// The name that a socket is bound to, or nil if it is another kind of socket.
  static func name(of descriptor: Int32) -> String? {
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    // The kernel writes at most `length` bytes, which is all of `address`.
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
    let bytes = withUnsafeBytes(of: address) { Array($0.prefix(Int(length))) }
    let path = bytes.dropFirst(pathOffset)
    guard path.first == 0, path.count > 1 else { return nil }
    return String(decoding: path.dropFirst(), as: UTF8.self)
  }

  private static let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2

  private static func make(
    _ name: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SocketError) -> Int32 {
    #if os(Linux)
      let bytes = Array(name.utf8)
      let room = MemoryLayout<sockaddr_un>.size - pathOffset - 1
      guard bytes.count <= room else {
        throw SocketError("the name is longer than \(room) bytes")
      }
      let descriptor = socket(
        AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
      guard descriptor >= 0 else { throw SocketError(words(forErrno: errno)) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      // The name begins behind the first byte of the path, which is 0, and has `room` bytes.
      withUnsafeMutableBytes(of: &address) { raw in
        UnsafeMutableRawBufferPointer(rebasing: raw[(pathOffset + 1)...])
          .copyBytes(from: bytes)
      }
      let length = socklen_t(pathOffset + 1 + bytes.count)
      let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          use(descriptor, $0, length)
        }
      }
      guard result == 0 else {
        let why = words(forErrno: errno)
        close(descriptor)
        throw SocketError(why)
      }
      return descriptor
    #else
      throw SocketError("abstract sockets exist on Linux alone")
    #endif
  }
}

/// What is wrong with a socket, in words for people.
struct SocketError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Whether `descriptor` can be listened on: an open stream socket. Throws what is wrong else.
func checkInherited(_ descriptor: Int32) throws(SocketError) {
  var kind: Int32 = 0
  var length = socklen_t(MemoryLayout<Int32>.size)
  guard getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &length) == 0 else {
    throw SocketError(
      errno == EBADF ? "the descriptor is not open" : "the descriptor is not a socket")
  }
  #if os(Linux)
    let stream = Int32(SOCK_STREAM.rawValue)
  #else
    let stream = SOCK_STREAM
  #endif
  guard kind == stream else { throw SocketError("the socket is not a stream socket") }
}
