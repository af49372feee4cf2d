/// What was wrong with the bytes, and where: the error inside the codec.
///
/// Two words, so that it travels in registers. The place is an address in the buffer being decoded;
/// the public entry points turn it into a byte offset (``ProtoDecodingError``), and only then, so
/// that decoding without an error pays nothing for it.
@frozen
public struct WireError: Error, Equatable {
  /// What kind of fault it is.
  @frozen
  public enum Kind: UInt8, Sendable {
    /// The bytes end in the middle of a value, or a length points beyond their end.
    case truncated
    /// A varint has more than ten bytes.
    case malformedVarint
    /// A string is not valid UTF-8.
    case invalidUTF8
    /// A packed field's length is not a multiple of its element's size.
    case wrongLength
    /// A tag has field number 0, an unknown wire type, or more than 32 bits.
    case illegalTag
    /// Messages or groups are nested deeper than the limit.
    case nestedTooDeep
    /// There are more bytes than the limit allows.
    case tooLarge
    /// A group ends that was not begun, or is begun and not ended.
    case unmatchedEndGroup
    /// Fields that the IDL requires are not there.
    case missingRequiredFields
  }

  /// The kind in the lowest byte. For an end of a group, above it how many levels could still be
  /// opened where it stands, which tells whose end it may be: a word of its own would cost all that
  /// can fail an instruction or two.
  @usableFromInline let code: UInt
  /// The address of the byte at fault.
  public let address: UInt

  @inlinable
  public init(_ kind: Kind, at position: UnsafeRawPointer) {
    self.code = UInt(kind.rawValue)
    self.address = UInt(bitPattern: position)
  }

  /// The end of a group, found by a reader that may open `depth` more levels.
  init(endOfGroupAt position: UnsafeRawPointer, depth: Int) {
    self.code = WireError.endOfGroup(depth)
    self.address = UInt(bitPattern: position)
  }

  public var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: code)) ?? .truncated }

  /// Whether it is the end of a group, found by a reader that may open `depth` more levels.
  func isEndOfGroup(depth: Int) -> Bool { code == WireError.endOfGroup(depth) }

  private static func endOfGroup(_ depth: Int) -> UInt {
    UInt(bitPattern: depth &+ 1) << 8 | UInt(Kind.unmatchedEndGroup.rawValue)
  }
}
