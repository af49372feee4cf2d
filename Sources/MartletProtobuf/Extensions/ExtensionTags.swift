/// What the values of an extension begin with: enough to find them among other fields.
@frozen
@usableFromInline
struct ExtensionTags: Sendable {
  @usableFromInline let number: Int32
  /// One bit for each wire type that a value may have.
  @usableFromInline let wireTypes: UInt8
  @usableFromInline let isMessageSetItem: Bool

  @usableFromInline
  init(_ field: ProtoFieldSchema) {
    number = field.number
    wireTypes = (0..<8).reduce(0) { $0 | (field.accepts($1) ? 1 << $1 : 0) }
    isMessageSetItem = field.isMessageSetItem
  }

  /// Whether a field with this tag is a value of the extension.
  @inline(__always)
  func accepts(_ tag: UInt32) -> Bool {
    tag >> 3 == UInt32(bitPattern: number) && wireTypes &>> (tag & 7) & 1 != 0
  }
}
