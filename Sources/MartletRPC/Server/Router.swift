#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the method for a `:path`. Built once; a look-up compares bytes and makes no String.
///
/// An open-addressed table of at least twice as many slots as methods.
package struct Router: Sendable {
  private final class Entry: Sendable {
    let path: [UInt8]
    let method: RPCMethod

    init(path: [UInt8], method: RPCMethod) {
      self.path = path
      self.method = method
    }
  }

  private var table: [Entry?]
  private let mask: Int
  private let serviceNames: Set<String>

  /// Throws if two services, or two methods of one, have the same name, or if one was to have
  /// interceptors or an executor for methods that it does not have.
  package init(
    services: [ServiceRegistration], interceptors: [any RPCInterceptor] = [],
    executor: HandlerExecutor = .eventLoop
  ) throws(RPCError) {
    let methodCount = services.reduce(0) { $0 + $1.methods.count }
    var capacity = 4
    while capacity < methodCount * 2 { capacity *= 2 }
    mask = capacity - 1
    table = Array(repeating: nil, count: capacity)
    serviceNames = Set(services.map(\.name))
    for service in services {
      if let unknown = service.unknownMethods.min() {
        throw RPCError(
          .invalidArgument,
          "\(service.name) has no method \"\(unknown)\" to intercept or to run elsewhere; it has "
            + service.methods.map(\.name).joined(separator: ", "))
      }
      for method in service.methods {
        let path = "/\(service.name)/\(method.name)"
        let installed = method.installed(
          path: path, interceptors: interceptors, usual: executor)
        try insert(Entry(path: Array(path.utf8), method: installed))
      }
    }
  }

  package func method(forPath path: UnsafeRawBufferPointer) -> RPCMethod? {
    var slot = Self.hash(path) & mask
    while let entry = table[slot] {
      if entry.path.equals(path) { return entry.method }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// What to tell the caller of a path that `method(forPath:)` does not know.
  package func unknownMethod(path: String) -> RPCStatus {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, !parts[1].isEmpty, !parts[2].isEmpty else {
      return RPCStatus(.unimplemented, "malformed method name \"\(path)\"")
    }
    guard serviceNames.contains(String(parts[1])) else {
      return RPCStatus(.unimplemented, "unknown service \"\(parts[1])\"")
    }
    return RPCStatus(
      .unimplemented, "unknown method \"\(parts[2])\" of service \"\(parts[1])\"")
  }

  private mutating func insert(_ entry: Entry) throws(RPCError) {
    var slot = entry.path.withUnsafeBytes { Self.hash($0) } & mask
    while let other = table[slot] {
      guard other.path != entry.path else {
        throw RPCError(
          .alreadyExists,
          "\(String(decoding: entry.path, as: UTF8.self)) is registered more than once")
      }
      slot = (slot + 1) & mask
    }
    table[slot] = entry
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var position = 0
    while position + 8 <= bytes.count {
      hash = mix(hash, bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    while position < bytes.count {
      hash = mix(hash, UInt64(bytes[position]))
      position += 1
    }
    return Int(truncatingIfNeeded: hash)
  }

  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    return product ^ product >> 32
  }
}

extension [UInt8] {
  fileprivate func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let right = other.baseAddress else { return false }
    return withUnsafeBytes { left in left.baseAddress.map { memcmp($0, right, count) == 0 } ?? false
    }
  }
}
