/// Custom metadata of a call: an ordered list of keys with ASCII or binary values; a key may stand
/// in it more than once.
///
/// Keys are compared as lower case. A key that ends in `-bin` has binary values, every other key
/// has printable ASCII. Keys that gRPC and HTTP/2 keep for themselves (`:…`, `grpc-…`,
/// `content-type`, `te`, …) are never sent from here.
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Custom-Metadata.
public struct RPCMetadata: Hashable, Sendable {
  /// A value of either kind.
  public enum Content: Hashable, Sendable {
    case ascii(String)
    case binary([UInt8])
  }

  /// One key with one of its values.
  public struct Entry: Hashable, Sendable {
    public let key: String
    public let value: Content

    public init(key: String, value: Content) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  /// The first ASCII value of `key`; setting replaces all of its values.
  public subscript(key: String) -> String? {
    get {
      for case .ascii(let value) in values(of: key) { return value }
      return nil
    }
    set {
      removeAll(key)
      if let newValue { append(newValue, for: key) }
    }
  }

  /// The first binary value of `key`, which ends in `-bin`; setting replaces all of its values.
  public subscript(binary key: String) -> [UInt8]? {
    get {
      for case .binary(let value) in values(of: key) { return value }
      return nil
    }
    set {
      removeAll(key)
      if let newValue { append(binary: newValue, for: key) }
    }
  }

  /// All values of `key`, in order.
  public func values(of key: String) -> [Content] {
    let key = key.lowercased()
    return entries.lazy.filter { $0.key == key }.map(\.value)
  }

  /// Adds a value behind those that `key` has.
  public mutating func append(_ value: String, for key: String) {
    entries.append(Entry(key: key.lowercased(), value: .ascii(value)))
  }

  /// Adds a binary value behind those that `key`, which ends in `-bin`, has.
  public mutating func append(binary value: [UInt8], for key: String) {
    entries.append(Entry(key: key.lowercased(), value: .binary(value)))
  }

  public mutating func append(contentsOf other: RPCMetadata) {
    entries.append(contentsOf: other.entries)
  }

  public mutating func removeAll(_ key: String) {
    let key = key.lowercased()
    entries.removeAll { $0.key == key }
  }
}

extension RPCMetadata: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    for (key, value) in elements { append(value, for: key) }
  }
}

extension RPCMetadata: Sequence {
  public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}

extension RPCMetadata: CustomStringConvertible {
  /// The keys with their values; binary values as their length alone.
  public var description: String {
    let parts = entries.map { entry in
      switch entry.value {
      case .ascii(let value): "\(entry.key): \(value)"
      case .binary(let value): "\(entry.key): \(value.count) bytes"
      }
    }
    return "[" + parts.joined(separator: ", ") + "]"
  }
}
