/// Something with a name in a file's records, in four bytes and one.
struct Member: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    case message, field, oneof, enumeration, value, service, method
    /// Declared by all files that are in it; only among a pool's symbols.
    case package
  }

  var kind: Kind
  var index: Int32

  init(_ kind: Kind, _ index: Int) {
    self.kind = kind
    self.index = Int32(truncatingIfNeeded: index)
  }

  /// Whether other names can stand behind it and a dot.
  var isScope: Bool {
    switch kind {
    case .message, .enumeration, .service, .package: true
    case .field, .oneof, .value, .method: false
    }
  }

  var isType: Bool { kind == .message || kind == .enumeration }
}
