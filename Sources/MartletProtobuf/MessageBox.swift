/// Where a singular submessage lives: one word, nil when it is not set, shared between copies of
/// the parent until one of them changes it.
///
/// The box makes recursive messages possible and keeps parents small: without it, the compiler
/// needs a time that grows exponentially with the nesting.
@frozen
public struct MessageBox<Message: ProtoMessage>: Sendable {
  @usableFromInline
  final class Storage: @unchecked Sendable {
    // Only written while uniquely referenced, which is what makes the box Sendable and the
    // exclusivity check superfluous.
    @exclusivity(unchecked) @usableFromInline var value: Message

    @inlinable
    init(_ value: consuming Message) {
      self.value = value
    }
  }

  @usableFromInline var storage: Storage?

  @inlinable
  public init() {
    storage = nil
  }

  @inlinable
  public init(_ value: consuming Message?) {
    if let value {
      storage = Storage(value)
    } else {
      storage = nil
    }
  }

  /// The message as an optional value. Changing it through this property happens in place.
  @inlinable
  public var optional: Message? {
    get {
      storage?.value
    }
    set {
      if let newValue {
        if isKnownUniquelyReferenced(&storage), let storage {
          storage.value = newValue
        } else {
          storage = Storage(newValue)
        }
      } else {
        storage = nil
      }
    }
    _modify {
      // The value moves out of the box for the time of the access, so that what it holds is
      // referenced once and changed in place, too.
      var value: Message?
      if isKnownUniquelyReferenced(&storage), let storage {
        value = withUnsafeMutablePointer(to: &storage.value) { $0.move() }
        defer {
          if let value {
            withUnsafeMutablePointer(to: &storage.value) { $0.initialize(to: value) }
          } else {
            withUnsafeMutablePointer(to: &storage.value) { $0.initialize(to: Message()) }
            self.storage = nil
          }
        }
        yield &value
      } else {
        value = storage?.value
        defer { storage = value.map { Storage($0) } }
        yield &value
      }
    }
  }

  /// Where the message is, for generated code: valid as long as somebody holds the box and nobody
  /// changes it.
  ///
  /// A stored property of a final class, without observers, has one address as long as the object
  /// lives. (Holding the object while its content is encoded would count references, 10 ns a message.)
  @inlinable
  @inline(__always)
  public var address: UnsafePointer<Message>? {
    guard let storage else { return nil }
    return withUnsafePointer(to: &storage.value) { $0 }
  }

  /// Decodes into the message, which is made if there is none and copied if it is shared.
  @inlinable
  mutating func merge(_ reader: WireReader) throws(WireError) {
    // Out of the box for that time, since a reference beside the box's would have to be counted.
    guard var current = storage.take() else {
      let fresh = Storage(Message())
      defer { storage = fresh }
      return try Message.decode(&fresh.value, reader)
    }
    if !isKnownUniquelyReferenced(&current) { current = Storage(current.value) }
    defer { storage = current }
    try Message.decode(&current.value, reader)
  }

  /// The same for a group whose begin tag has been read; returns the place behind its end.
  @inlinable
  mutating func mergeGroup(
    _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    guard var current = storage.take() else {
      let fresh = Storage(Message())
      defer { storage = fresh }
      return try WireReader.group(&fresh.value, tag, reader)
    }
    if !isKnownUniquelyReferenced(&current) { current = Storage(current.value) }
    defer { storage = current }
    return try WireReader.group(&current.value, tag, reader)
  }
}

extension MessageBox: Hashable {
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    guard let left = left.storage, let right = right.storage else {
      return left.storage === right.storage
    }
    return left === right || left.value == right.value
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    guard let storage else { return hasher.combine(false) }
    hasher.combine(true)
    storage.value.hash(into: &hasher)
  }
}
