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

  /// - Parameter following: how many bytes of the message come behind the field, since the next ones
  ///   seldom are known, either: there is room for them at once, as long as they are few.
  @inline(never)
  @usableFromInline
  mutating func append(_ field: UnsafeRawBufferPointer, following: Int) {
    if field.isEmpty { return }
    if storage == nil {
      var first: [UInt8] = []
      first.reserveCapacity(field.count + min(following, UnknownFields.roomBytes))
      storage = first
    }
    storage?.append(contentsOf: field)
  }

  private static let roomBytes = 256
}
