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
  ///
  /// What accessors do is out of line, once for each type of message and not once for each field.
  @inlinable
  public var optional: Message? {
    get {
      storage?.value
    }
    @inline(never)
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
      let isOwn = isKnownUniquelyReferenced(&storage)
      var value = taken(isOwn)
      defer { putBack(&value, isOwn) }
      yield &value
    }
  }

  /// The message, out of the box for the time of an access if nobody shares it, so that what it holds is
  /// referenced once and changed in place, too.
  @inlinable
  @inline(never)
  mutating func taken(_ isOwn: Bool) -> Message? {
    guard isOwn, let storage else { return storage?.value }
    return withUnsafeMutablePointer(to: &storage.value) { $0.move() }
  }

  /// Ends an access that ``taken(_:)`` began.
  @inlinable
  @inline(never)
  mutating func putBack(_ value: inout Message?, _ isOwn: Bool) {
    guard isOwn, let storage else {
      self.storage = value.take().map { Storage($0) }
      return
    }
    let isSet = value != nil
    withUnsafeMutablePointer(to: &storage.value) { $0.initialize(to: value.take() ?? Message()) }
    if !isSet { self.storage = nil }
  }

  /// The message, or an empty one where there is none. Changing it sets it, in place.
  @inlinable
  public var orDefault: Message {
    @inline(never)
    get {
      storage?.value ?? Message()
    }
    set {
      optional = newValue
    }
    _modify {
      let own = ownStorage()
      yield &own.value
    }
  }

  /// The storage, made if there is none and copied if it is shared.
  @inlinable
  @inline(never)
  mutating func ownStorage() -> Storage {
    if isKnownUniquelyReferenced(&storage), let storage { return storage }
    let fresh = Storage(storage?.value ?? Message())
    storage = fresh
    return fresh
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
    guard let storage, let other = other.storage else { return false }
    return storage.value == other.value
  }

  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  func hashMessage(_ hasher: inout Hasher) {
    storage?.value.hash(into: &hasher)
  }
}
