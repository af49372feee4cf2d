/// Finds the method for a `:path`. Built once; a look-up compares bytes and makes no String.
///
/// An open-addressed table of twice as many slots as methods, by FNV-1a of the path.
package struct Router: Sendable {
  private struct Entry: Sendable {
    let path: [UInt8]
    let method: RPCMethod
  }

  private var table: [Entry?]
  private let mask: Int
  private let serviceNames: Set<String>

  /// Throws if two services, or two methods of one, have the same name.
  package init(services: [ServiceRegistration]) throws(RPCError) {
    let methodCount = services.reduce(0) { $0 + $1.methods.count }
    var capacity = 4
    while capacity < methodCount * 2 { capacity *= 2 }
    mask = capacity - 1
    table = Array(repeating: nil, count: capacity)
    serviceNames = Set(services.map(\.name))
    for service in services {
      for method in service.methods {
        try insert(Entry(path: Array("/\(service.name)/\(method.name)".utf8), method: method))
      }
    }
  }

  package func method(forPath path: UnsafeRawBufferPointer) -> RPCMethod? {
    var slot = Self.hash(path) & mask
    while let entry = table[slot] {
      let isSame = entry.path.withUnsafeBytes { candidate in
        candidate.count == path.count && candidate.elementsEqual(path)
      }
      if isSame { return entry.method }
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
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
