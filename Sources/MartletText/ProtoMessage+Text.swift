public import MartletProtobuf

/// How messages are written in the text format.
public struct ProtoTextEncodingOptions: Sendable {
  /// Everything on one line.
  public var isSingleLine: Bool
  /// Fields that the type does not know are written by their numbers.
  public var writesUnknownFields: Bool
  /// Letters beyond ASCII are written as escapes.
  public var escapesNonASCII: Bool
  /// The types that may stand in an `Any`, and extensions.
  public var types: ProtoTypeRegistry
  /// Fields that the IDL requires may be missing.
  public var partial: Bool

  public init(
    isSingleLine: Bool = false, writesUnknownFields: Bool = false, escapesNonASCII: Bool = false,
    types: ProtoTypeRegistry = ProtoTypeRegistry(), partial: Bool = false
  ) {
    self.isSingleLine = isSingleLine
    self.writesUnknownFields = writesUnknownFields
    self.escapesNonASCII = escapesNonASCII
    self.types = types
    self.partial = partial
  }
}

/// How the text format is read into messages.
public struct ProtoTextDecodingOptions: Sendable {
  /// Fields that the type does not know are passed over instead of being an error.
  public var ignoresUnknownFields: Bool
  /// Fields may also be called by their numbers. (What a type does not know cannot be read back from
  /// the numbers that it is written with: they do not tell a group from a message, nor a string.)
  public var acceptsFieldNumbers: Bool
  /// How deep messages may be nested.
  public var depth: Int
  /// The types that may stand in an `Any`, and extensions.
  public var types: ProtoTypeRegistry
  /// Fields that the IDL requires may be missing.
  public var partial: Bool

  public init(
    ignoresUnknownFields: Bool = false, acceptsFieldNumbers: Bool = false, depth: Int = 100,
    types: ProtoTypeRegistry = ProtoTypeRegistry(), partial: Bool = false
  ) {
    self.ignoresUnknownFields = ignoresUnknownFields
    self.acceptsFieldNumbers = acceptsFieldNumbers
    self.depth = depth
    self.types = types
    self.partial = partial
  }
}

extension ProtoMessage {
  /// The message in the text format.
  ///
  /// - Throws: ``MartletProtobuf/ProtoEncodingError`` if it is larger than 2 GiB, or if required
  ///   fields are missing.
  public func textFormat(
    options: ProtoTextEncodingOptions = ProtoTextEncodingOptions()
  ) throws(ProtoEncodingError) -> String {
    ProtoText.text(of: try serializedBytes(partial: options.partial), Self.protoSchema, options)
  }

  /// Reads a message from the text format.
  ///
  /// - Throws: ``ProtoTextError`` with the fault, its place in the text and the path of the field.
  public init(
    textFormat text: String, options: ProtoTextDecodingOptions = ProtoTextDecodingOptions()
  ) throws(ProtoTextError) {
    let encoded = try ProtoText.message(of: text, Self.protoSchema, options)
    do throws(ProtoDecodingError) {
      try self.init(serializedBytes: encoded, partial: options.partial)
    } catch {
      throw ProtoTextError(error.explanation, at: 0).of(Self.protoMessageName, [])
    }
  }
}

/// Between the text format and the binary format, for messages whose type is known as a schema.
public enum ProtoText {
  /// The text format of an encoded message.
  public static func text(
    of encoded: [UInt8], _ schema: ProtoMessageSchema,
    _ options: ProtoTextEncodingOptions = ProtoTextEncodingOptions()
  ) -> String {
    var style = TextWriter.Style()
    style.isSingleLine = options.isSingleLine
    style.writesUnknownFields = options.writesUnknownFields
    style.escapesNonASCII = options.escapesNonASCII
    style.types = options.types
    var writer = TextWriter(style)
    encoded.withUnsafeBytes {
      writer.fields(schema, WireReader(over: $0, depth: ProtoDecodingLimits().depth))
    }
    return writer.text
  }

  /// The encoded message of a text.
  public static func message(
    of text: String, _ schema: ProtoMessageSchema,
    _ options: ProtoTextDecodingOptions = ProtoTextDecodingOptions()
  ) throws(ProtoTextError) -> [UInt8] {
    let bytes = Array(text.utf8)
    do throws(ProtoTextError) {
      var reader = try TextReader(bytes, options)
      try reader.document(schema)
      return reader.output.withBytes { Array($0) }
    } catch {
      throw error.of(schema.fullName, bytes)
    }
  }
}

extension ProtoRuntimeMessage {
  /// The message in the text format.
  ///
  /// - Throws: ``MartletProtobuf/ProtoEncodingError`` if it is larger than 2 GiB, or if required fields
  ///   are missing.
  public func textFormat(
    options: ProtoTextEncodingOptions = ProtoTextEncodingOptions()
  ) throws(ProtoEncodingError) -> String {
    ProtoText.text(
      of: try serializedBytes(partial: options.partial), messageType.messageSchema, options)
  }

  /// Reads a message of a type from the text format.
  ///
  /// - Throws: ``ProtoTextError`` with the fault, its place in the text and the path of the field.
  public init(
    textFormat text: String, type: MessageType,
    options: ProtoTextDecodingOptions = ProtoTextDecodingOptions()
  ) throws(ProtoTextError) {
    let schema = type.messageSchema
    let encoded = try ProtoText.message(of: text, schema, options)
    do throws(ProtoDecodingError) {
      try self.init(
        serializedBytes: encoded, type: type, limits: ProtoDecodingLimits(),
        partial: options.partial)
    } catch {
      throw ProtoTextError(error.explanation, at: 0).of(schema.fullName, [])
    }
  }
}
