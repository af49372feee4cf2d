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
    // exclusivity check superfluous. Not an optional: what destroys the object is generic code, which
    // would look up the optional's type each time (300 instructions).
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
    storage = nil
    optional = value
  }

  /// The message as an optional value. Changing it through this property happens in place.
  ///
  /// What accessors do is out of line, once for each type of message and not once for each field.
  @inlinable
  public var optional: Message? {
    @inline(never)
    get {
      storage?.value
    }
    @inline(never)
    set {
      guard let newValue else {
        storage = nil
        return
      }
      if isKnownUniquelyReferenced(&storage), let storage {
        MessageBox.replace(MessageBox.address(in: storage), newValue)
      } else {
        storage = Storage(newValue)
      }
    }
    _modify {
      // Known at compile time where the type is; generated messages never take the other way.
      if MessageBox.hasRoomForNothing {
        let place = optionalPlace()
        defer { if case nil = place.pointee { removeNothing() } }
        yield &place.pointee
      } else {
        var value = optional
        defer { optional = value }
        yield &value
      }
    }
  }

  /// Whether an optional message is no larger than a message: there is only room for one where it can
  /// tell by the message's own bytes that there is nothing. Generated messages have a pointer
  /// (`unknownFields`) with values to spare.
  @inlinable
  @inline(__always)
  static var hasRoomForNothing: Bool { MemoryLayout<Message?>.size == MemoryLayout<Message>.size }

  /// The message's place as that of an optional, for the time of one access; made if there is none.
  ///
  /// What an optional wraps lies at its beginning. The place is used by way of raw memory, and nobody
  /// uses it as that of a message meanwhile; the box keeps the object alive.
  @inlinable
  @inline(never)
  mutating func optionalPlace() -> UnsafeMutablePointer<Message?> {
    let isEmpty = storage == nil
    let place = UnsafeMutableRawPointer(ownMessage()).assumingMemoryBound(to: Message?.self)
    if isEmpty { place.pointee = nil }
    return place
  }

  /// Not compiled for each type of message: what assigns one is a function of its own for each type anyway.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  static func replace(_ place: UnsafeMutablePointer<Message>, _ message: consuming Message) {
    place.pointee = message
  }

  /// Ends an access that has left nothing in the place. Rare, so that it is not compiled for each type.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  mutating func removeNothing() {
    if let storage { MessageBox.address(in: storage).initialize(to: Message()) }
    storage = nil
  }

  /// The message, or an empty one where there is none. Changing it sets it, in place.
  @inlinable
  public var orDefault: Message {
    get {
      messageOrDefault
    }
    set {
      optional = newValue
    }
    _modify {
      yield &ownMessage().pointee
    }
  }

  /// Compiled once and not for each type of message: reading a default is rare, and what copies a
  /// message is a function of its own for each type anyway.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  var messageOrDefault: Message {
    if let storage { return storage.value }
    return Message()
  }

  /// Where the message is, made if there is none and copied if it is shared. (A reference to the storage
  /// would have to be counted.)
  @inlinable
  @inline(never)
  mutating func ownMessage() -> UnsafeMutablePointer<Message> {
    if isKnownUniquelyReferenced(&storage), let storage { return MessageBox.address(in: storage) }
    let own = if let storage { MessageBox.copy(of: storage) } else { Storage(Message()) }
    storage = own
    return MessageBox.address(in: own)
  }

  /// Not compiled for each type of message: the first change of a copy is rare, and slow anyway.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  static func copy(of storage: Storage) -> Storage { Storage(storage.value) }

  /// Where the message is, for generated code: valid as long as somebody holds the box and nobody
  /// changes it.
  @inlinable
  @inline(__always)
  public var address: UnsafePointer<Message>? {
    guard let storage else { return nil }
    return UnsafePointer(MessageBox.address(in: storage))
  }

  /// A stored property of a final class, without observers, has one address as long as the object
  /// lives. (Holding the object while its content is encoded would count references, 10 ns a message.)
  @inlinable
  @inline(__always)
  static func address(in storage: Storage) -> UnsafeMutablePointer<Message> {
    withUnsafeMutablePointer(to: &storage.value) { $0 }
  }

  /// Decodes into the message, which is made if there is none and copied if it is shared.
  @inlinable
  mutating func merge(_ reader: WireReader) throws(WireError) {
    try Message.decode(&ownMessage().pointee, reader)
  }

  /// The same for a group whose begin tag has been read; returns the place behind its end.
  @inlinable
  mutating func mergeGroup(
    _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try WireReader.group(&ownMessage().pointee, tag, reader)
  }
}

extension MessageBox: Hashable {
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage || left.hasEqualMessage(right)
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage != nil)
    if storage != nil { hashMessage(&hasher) }
  }

  /// Compiled once and not for each type of message, as for ``MessageLists``.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  func hasEqualMessage(_ other: Self) -> Bool {
    guard let message = address, let other = other.address else { return false }
    return message.pointee == other.pointee
  }

  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  func hashMessage(_ hasher: inout Hasher) {
    address?.pointee.hash(into: &hasher)
  }
}
