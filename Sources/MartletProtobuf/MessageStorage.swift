/// Where the fields of a large message are: one word, shared between copies of the message until one
/// of them changes.
///
/// A copy of a message counts a reference for each string, list, map and submessage in it. With many
/// fields that costs more than to allocate: an array of 1,000 messages of 20 fields is copied in a
/// seventh of the time and sorted in a sixteenth, against 1 to 6 percent more to decode one
/// (docs/PERFORMANCE.md).
@frozen
public struct MessageStorage<Fields: Hashable & Sendable>: Sendable {
  @usableFromInline
  final class Object: @unchecked Sendable {
    // Unchecked, since it can be written: only while one message alone refers to it, so that nobody else
    // reads it then. The same makes the exclusivity check superfluous.
    @exclusivity(unchecked) @usableFromInline var fields: Fields

    @inlinable
    init(_ fields: consuming Fields) {
      self.fields = fields
    }
  }

  @usableFromInline var object: Object

  @inlinable
  public init(_ fields: consuming Fields) {
    object = Object(fields)
  }

  /// The fields. Changing them happens in place, after a copy if others have them, too.
  @inlinable
  public var fields: Fields {
    @inline(__always)
    _read {
      yield object.fields
    }
    @inline(__always)
    _modify {
      if !isKnownUniquelyReferenced(&object) { unshare() }
      yield &object.fields
    }
  }

  /// Not compiled for each type of message: the first change of a copy is rare, and slow anyway.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  @usableFromInline
  mutating func unshare() {
    object = Object(object.fields)
  }

  /// Where the fields are, for generated code: valid as long as somebody holds the message and nobody
  /// changes it.
  ///
  /// A stored property of a final class, without observers, has one address as long as the object
  /// lives.
  @inlinable
  @inline(__always)
  public var address: UnsafeMutablePointer<Fields> {
    withUnsafeMutablePointer(to: &object.fields) { $0 }
  }
}

extension MessageStorage: Hashable {
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.object === right.object || left.object.fields == right.object.fields
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    object.fields.hash(into: &hasher)
  }
}

extension MessageStorage: CustomReflectable {
  /// The fields, without the object around them.
  public var customMirror: Mirror { Mirror(reflecting: fields) }
}
