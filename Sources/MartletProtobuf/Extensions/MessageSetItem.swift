/// A message in a message set, proto1's way of extension:
///
///     repeated group Item = 1 {
///       required uint32 type_id = 2;   // the number of the extension
///       required bytes message = 3;
///     }
///
/// An extension may also stand there as it would in another message, which is read, never written.
package struct MessageSetItem {
  /// The tags that an item and its fields begin with.
  package static let beginTag: UInt32 = 1 << 3 | 3
  package static let endTag: UInt32 = 1 << 3 | 4
  package static let typeTag: UInt32 = 2 << 3
  package static let messageTag: UInt32 = 3 << 3 | 2
  /// The most bytes before the message: begin tag, type tag and number.
  static let headBytes = 1 + 1 + 5

  /// The number of the extension.
  package let number: Int32
  /// From the length of the message to its end.
  package var message: WireReader

  /// The item whose begin tag has been read, as far as the reader goes; nil if it lacks a part. The
  /// two may come in either order; of several, the first counts, as in the other implementations.
  package init?(_ start: WireReader) {
    var reader = start
    var number: UInt32?
    var message: WireReader?
    while !reader.isAtEnd {
      let fieldStart = reader.position
      guard let tag = try? reader.tag(), tag != Self.endTag,
        let next = try? WireReader.skip(tag, fieldStart, reader)
      else { break }
      if tag == Self.typeTag, number == nil {
        number = try? reader.uint32()
      } else if tag == Self.messageTag, message == nil {
        message = WireReader(position: reader.position, end: next, depth: reader.depth)
      }
      reader.position = next
    }
    guard let number, let message, let known = Int32(exactly: number), known > 0 else { return nil }
    self.number = known
    self.message = message
  }
}

extension EncodedField {
  private var item: MessageSetItem? {
    tag == MessageSetItem.beginTag ? MessageSetItem(reader) : nil
  }

  /// The tag of a value of the extension, and a reader from behind it, if this is one.
  @inline(__always)
  func value(of own: ExtensionTags) -> (tag: UInt32, reader: WireReader)? {
    if _slowPath(own.isMessageSetItem), let item {
      return item.number == own.number ? (MessageSetItem.messageTag, item.message) : nil
    }
    return own.accepts(tag) ? (tag, reader) : nil
  }

  /// The number by which it has its place among those of a message with this extension.
  @inline(__always)
  func number(beside own: ExtensionTags) -> Int32 {
    own.isMessageSetItem ? item?.number ?? number : number
  }
}

extension WireWriter {
  /// An extension of a message set.
  @usableFromInline
  mutating func messageSetItem(_ value: some ProtoMessage, _ number: Int32) {
    need(MessageSetItem.headBytes)
    tag(MessageSetItem.beginTag)
    tag(MessageSetItem.typeTag)
    varint(UInt64(UInt32(bitPattern: number)))
    message(value, MessageSetItem.messageTag)
    need(1)
    tag(MessageSetItem.endTag)
  }
}

extension WireBuilder {
  /// Begins an item of a message set.
  package mutating func openItem(_ number: Int32) -> Int {
    tag(MessageSetItem.beginTag)
    tag(MessageSetItem.typeTag)
    varint(UInt64(UInt32(bitPattern: number)))
    return open(MessageSetItem.messageTag)
  }

  /// Ends it.
  package mutating func closeItem(_ mark: Int) {
    close(mark)
    tag(MessageSetItem.endTag)
  }

  /// Begins a message with a length, or an item of a message set, if the field is one.
  package mutating func openMessage(_ field: ProtoFieldSchema) -> Int {
    field.isMessageSetItem ? openItem(field.number) : open(field.tag)
  }

  /// Ends it.
  package mutating func closeMessage(_ field: ProtoFieldSchema, _ mark: Int) {
    if field.isMessageSetItem { closeItem(mark) } else { close(mark) }
  }
}

extension ProtoFieldSchema {
  /// How the text format calls an extension of a message set that is declared in the message that
  /// is its type: by the name of that message.
  var messageSetItemName: String? {
    guard isMessageSetItem, let type = messageSchema?.fullName, name.hasPrefix(type),
      let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), name[..<dot] == type
    else { return nil }
    return type
  }
}
