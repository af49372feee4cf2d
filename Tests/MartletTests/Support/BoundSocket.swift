import Foundation
import Testing

/// A socket on a free port of 127.0.0.1, as a service manager would hand it over. Until somebody listens
/// on it, connections to its port are refused.
func boundSocket() throws -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  let result = withAddress(&address) { bind(descriptor, $0, $1) }
  try #require(descriptor >= 0 && result == 0)
  return descriptor
}

/// The port that `descriptor` is bound to.
func port(of descriptor: Int32) throws -> Int {
  var address = sockaddr_in()
  let result = withAddress(&address) { pointer, length in
    var length = length
    return getsockname(descriptor, pointer, &length)
  }
  try #require(result == 0)
  return Int(UInt16(bigEndian: address.sin_port))
}

private func withAddress(
  _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
