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

  /// - Parameter following: how many bytes may come behind the field. Those behind an unknown one seldom
  ///   are known, either: from the second one on there is room for some of them at once, but never for
  ///   more than four times what is there.
  @inline(never)
  @usableFromInline
  mutating func append(_ field: UnsafeRawBufferPointer, following: Int) {
    if field.isEmpty { return }
    guard let (before, capacity) = storage.map({ ($0.count, $0.capacity) }) else {
      storage = Array(field)
      return
    }
    let count = before + field.count
    // Beyond that, arrays grow by their own rule, which doubles them.
    if count <= 256, capacity < count {
      storage?.reserveCapacity(count + min(following, 4 * count))
    }
    storage?.append(contentsOf: field)
  }
}
