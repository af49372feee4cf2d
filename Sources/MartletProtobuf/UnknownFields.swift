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

  /// Appends a field of a message that has no more than so many bytes from its beginning on.
  @inline(never)
  @usableFromInline
  mutating func append(_ field: UnsafeRawBufferPointer, ofAtMost bytes: Int = 0) {
    if field.isEmpty { return }
    if storage == nil {
      storage = UnknownFields.array(field, reserving: min(bytes, UnknownFields.usualBytes))
    } else {
      storage?.append(contentsOf: field)
    }
  }

  /// How much room they have at first, as one seldom comes alone.
  static let usualBytes = 96

  static func array(_ field: UnsafeRawBufferPointer, reserving bytes: Int) -> [UInt8] {
    var array: [UInt8] = []
    array.reserveCapacity(max(field.count, bytes))
    array.append(contentsOf: field)
    return array
  }
}
