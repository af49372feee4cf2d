/// Fields that a message's type does not know, byte for byte as they arrived.
///
/// They are written again behind the known fields when the message is encoded, and they take part
/// in equality. Without any, this is one word and owns nothing.
@frozen
public struct UnknownFields: Hashable, Sendable {
  /// Never empty: nil says that there are none.
  @usableFromInline var storage: [UInt8]?

  @inlinable
  public init() {
    storage = nil
  }

  /// Encoded fields, tags included. They are taken as they are.
  public init(bytes: [UInt8]) {
    storage = bytes.isEmpty ? nil : bytes
  }

  @inlinable
  public var isEmpty: Bool { storage == nil }

  /// The encoded fields, tags included.
  public var bytes: [UInt8] { storage ?? [] }

  @inline(never)
  @usableFromInline
  mutating func append(_ field: UnsafeRawBufferPointer) {
    if field.isEmpty { return }
    if storage == nil {
      storage = Array(field)
    } else {
      storage?.append(contentsOf: field)
    }
  }
}
