extension Google.Protobuf.FieldMask {
  /// Leaves nothing in a message but the fields that the mask has, for a reader who asked for no
  /// more. Unknown fields go, too: nobody asked for them.
  ///
  /// - Throws: ``FieldMaskError`` if a path names no field of the message; the message is as before.
  public func apply<Message: ProtoMessage>(to message: inout Message) throws(FieldMaskError) {
    try validate(for: Message.self)
    let tree = FieldMaskTree(paths)
    message = try MaskedFields.rebuilt(from: message) { bytes, builder throws(WireError) in
      try MaskedFields(of: Message.protoSchema).keep(tree, in: bytes, &builder)
    }
  }

  /// Updates a message by the fields that the mask has, as `Update` methods do
  /// (`google/protobuf/field_mask.proto`, "Field Masks in Update Operations").
  ///
  /// A single value of the source replaces that of the destination; where the source has none, it is
  /// cleared. What is below a submessage that the source has not stays as it is.
  ///
  /// - Parameters:
  ///   - replacingMessages: whether a submessage that a path ends at is replaced; otherwise the two
  ///     are merged.
  ///   - replacingRepeated: whether repeated fields and maps are replaced; otherwise the source's
  ///     elements are added.
  /// - Throws: ``FieldMaskError`` if a path names no field of the message; the destination is as
  ///   before.
  public func merge<Message: ProtoMessage>(
    _ source: Message, into destination: inout Message, replacingMessages: Bool = false,
    replacingRepeated: Bool = false
  ) throws(FieldMaskError) {
    try validate(for: Message.self)
    let tree = FieldMaskTree(paths)
    let masked = MaskedFields(
      of: Message.protoSchema, replacingMessages: replacingMessages,
      replacingRepeated: replacingRepeated)
    let update = try MaskedFields.bytes(of: source)
    destination = try MaskedFields.rebuilt(from: destination) { bytes, builder throws(WireError) in
      try update.withReader { (source) throws(WireError) in
        try masked.remove(tree, in: bytes, updatedBy: source, &builder)
        try masked.keep(tree, in: source, &builder)
      }
    }
  }
}

/// Picks fields of encoded messages by a mask. Messages have no other form in which their fields
/// can be told by name; masks are rare, so going through the bytes costs little.
private struct MaskedFields {
  let schema: ProtoMessageSchema
  let replacingMessages: Bool
  let replacingRepeated: Bool

  init(
    of schema: ProtoMessageSchema, replacingMessages: Bool = false,
    replacingRepeated: Bool = false
  ) {
    self.schema = schema
    self.replacingMessages = replacingMessages
    self.replacingRepeated = replacingRepeated
  }

  private func within(_ schema: ProtoMessageSchema) -> Self {
    Self(
      of: schema, replacingMessages: replacingMessages, replacingRepeated: replacingRepeated)
  }

  /// Writes the fields that the mask has.
  func keep(
    _ mask: FieldMaskTree, in reader: WireReader, _ builder: inout WireBuilder
  ) throws(WireError) {
    try forEachField(mask, reader) { field throws(WireError) in
      guard let node = field.node else { return }
      guard let nested = field.message, !node.isLeaf else { return builder.copy(field) }
      try builder.nested(in: field) { builder throws(WireError) in
        try within(nested).keep(node, in: try field.content, &builder)
      }
    }
  }

  /// Writes the fields that stay when the mask's are taken over from `source`.
  func remove(
    _ mask: FieldMaskTree, in reader: WireReader, updatedBy source: WireReader,
    _ builder: inout WireBuilder
  ) throws(WireError) {
    try forEachField(mask, reader) { field throws(WireError) in
      guard let node = field.node, let schema = field.schema else { return builder.copy(field) }
      if node.isLeaf {
        let stays =
          schema.isRepeated || schema.isMap
          ? !replacingRepeated : field.message != nil && !replacingMessages
        if stays { builder.copy(field) }
        return
      }
      guard let nested = field.message, let update = try content(of: schema.number, in: source)
      else { return builder.copy(field) }
      try builder.nested(in: field) { builder throws(WireError) in
        try within(nested).remove(node, in: try field.content, updatedBy: update, &builder)
      }
    }
  }

  /// The content of a submessage, if it is there. The message was encoded by us: there is one.
  private func content(
    of number: Int32, in reader: WireReader
  ) throws(WireError) -> WireReader? {
    var found: WireReader?
    try forEachField(FieldMaskTree([]), reader) { field throws(WireError) in
      if field.number == number { found = try field.content }
    }
    return found
  }

  private func forEachField(
    _ mask: FieldMaskTree, _ start: WireReader,
    _ body: (Field) throws(WireError) -> Void
  ) throws(WireError) {
    var reader = start
    while !reader.isAtEnd {
      let fieldStart = reader.position
      let tag = try reader.tag()
      let next = try WireReader.skip(tag, fieldStart, reader)
      let schema = schema.field(number: Int32(bitPattern: tag >> 3))
      try body(
        Field(
          tag: tag, whole: UnsafeRawBufferPointer(start: fieldStart, count: next - fieldStart),
          value: WireReader(position: reader.position, end: next, depth: reader.depth),
          schema: schema, node: schema.flatMap { mask.children[$0.name] }))
      reader.position = next
    }
  }
}

/// One encoded field.
private struct Field {
  let tag: UInt32
  /// Tag and value.
  let whole: UnsafeRawBufferPointer
  /// Behind the tag.
  let value: WireReader
  let schema: ProtoFieldSchema?
  let node: FieldMaskTree?

  var number: Int32 { Int32(bitPattern: tag >> 3) }

  /// The type of its value, if it is a single message.
  var message: ProtoMessageSchema? {
    guard let schema, !schema.isRepeated, !schema.isMap else { return nil }
    return schema.messageSchema
  }

  /// What is in a submessage.
  var content: WireReader {
    get throws(WireError) {
      var reader = value
      return tag & 7 == 3 ? try reader.group(tag) : try reader.nested()
    }
  }
}

extension WireBuilder {
  fileprivate mutating func copy(_ field: Field) { bytes(0, field.whole) }

  /// Writes a submessage of the same form as `field`.
  fileprivate mutating func nested(
    in field: Field, _ body: (inout WireBuilder) throws(WireError) -> Void
  ) throws(WireError) {
    guard field.tag & 7 == 3 else {
      let mark = open(field.tag)
      try body(&self)
      return close(mark)
    }
    tag(field.tag)
    try body(&self)
    tag(field.tag + 1)
  }
}

extension MaskedFields {
  static func bytes<Message: ProtoMessage>(
    of message: Message
  ) throws(FieldMaskError) -> [UInt8] {
    do throws(ProtoEncodingError) {
      return try message.serializedBytes(partial: true)
    } catch {
      throw FieldMaskError(path: "", reason: "\(error)")
    }
  }

  /// A message made of what `body` writes of another's bytes.
  static func rebuilt<Message: ProtoMessage>(
    from message: Message,
    _ body: (WireReader, inout WireBuilder) throws(WireError) -> Void
  ) throws(FieldMaskError) -> Message {
    let bytes = try bytes(of: message)
    var builder = WireBuilder()
    var result = Message()
    do throws(WireError) {
      try bytes.withReader { (reader) throws(WireError) in try body(reader, &builder) }
      if builder.overflowed {
        throw WireError(.tooLarge, at: WireReader(empty: 0).position)
      }
      try builder.withBytes { Array($0) }.withReader { (reader) throws(WireError) in
        try Message.decode(&result, reader)
      }
    } catch {
      throw FieldMaskError(path: "", reason: "\(Message.protoMessageName): \(error.kind)")
    }
    return result
  }
}

extension [UInt8] {
  /// A reader of the bytes as a message of ours, which is nested as deeply as it is.
  fileprivate func withReader(
    _ body: (WireReader) throws(WireError) -> Void
  ) throws(WireError) {
    let failure = withUnsafeBytes { bytes -> WireError? in
      do throws(WireError) {
        let empty = WireReader(empty: 1000)
        guard let start = bytes.baseAddress else {
          try body(empty)
          return nil
        }
        try body(WireReader(position: start, end: start + bytes.count, depth: empty.depth))
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
