public import MartletProtobuf

extension ProtoMessage {
  /// The message as JSON (ProtoJSON format), UTF-8.
  ///
  /// - Throws: ``ProtoJSONError`` if it has no JSON form: a timestamp out of range, an `Any` whose
  ///   type is not in the options' registry, a `Value` that is not finite; or if required fields are
  ///   missing.
  public func jsonBytes(
    options: ProtoJSONEncodingOptions = ProtoJSONEncodingOptions()
  ) throws(ProtoJSONError) -> [UInt8] {
    let encoded: [UInt8]
    do throws(ProtoEncodingError) {
      encoded = try serializedBytes(partial: options.partial)
    } catch {
      throw ProtoJSONError(error.explanation).of(Self.protoMessageName)
    }
    return try ProtoJSON.json(of: encoded, Self.protoSchema, options)
  }

  /// The message as JSON text (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError``, as ``jsonBytes(options:)`` does.
  public func jsonString(
    options: ProtoJSONEncodingOptions = ProtoJSONEncodingOptions()
  ) throws(ProtoJSONError) -> String {
    String(decoding: try jsonBytes(options: options), as: UTF8.self)
  }

  /// Reads a message from JSON (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError`` with the fault, its place in the text and the path of the field.
  public init(
    jsonBytes bytes: [UInt8], options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) {
    let encoded = try ProtoJSON.message(of: bytes, Self.protoSchema, options)
    do throws(ProtoDecodingError) {
      try self.init(serializedBytes: encoded, partial: options.partial)
    } catch {
      throw ProtoJSONError(error.explanation).of(Self.protoMessageName)
    }
  }

  /// Reads a message from JSON text (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError`` with the fault, its place in the text and the path of the field.
  public init(
    jsonString text: String, options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) {
    try self.init(jsonBytes: Array(text.utf8), options: options)
  }
}

/// Between JSON and the binary format, for messages whose type is known as a schema.
public enum ProtoJSON {
  /// The JSON of an encoded message.
  public static func json(
    of encoded: [UInt8], _ schema: ProtoMessageSchema,
    _ options: ProtoJSONEncodingOptions = ProtoJSONEncodingOptions()
  ) throws(ProtoJSONError) -> [UInt8] {
    var writer = JSONWriter(options)
    var failure: ProtoJSONError?
    encoded.withUnsafeBytes { buffer in
      var reader = WireReader(empty: ProtoJSON.depth)
      if let start = buffer.baseAddress {
        reader = WireReader(position: start, end: start + buffer.count, depth: ProtoJSON.depth)
      }
      do throws(ProtoJSONError) { try writer.message(schema, reader) } catch { failure = error }
    }
    if let failure { throw failure.of(schema.fullName) }
    return Array(writer.output.bytes)
  }

  /// The encoded message of a JSON text.
  public static func message(
    of json: [UInt8], _ schema: ProtoMessageSchema,
    _ options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) -> [UInt8] {
    var result: Result<[UInt8], ProtoJSONError> = .success([])
    json.withUnsafeBytes { buffer in
      var reader = JSONReader(buffer, options)
      do throws(ProtoJSONError) {
        try reader.document(schema)
        result = .success(reader.output.withBytes { Array($0) })
      } catch {
        result = .failure(error.of(schema.fullName))
      }
    }
    return try result.get()
  }

  /// As deep as messages may be nested when they are decoded.
  private static let depth = ProtoDecodingLimits().depth + 1
}

extension ProtoRuntimeMessage {
  /// The message as JSON text (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError``, as for generated messages.
  public func jsonString(
    options: ProtoJSONEncodingOptions = ProtoJSONEncodingOptions()
  ) throws(ProtoJSONError) -> String {
    let schema = messageType.messageSchema
    let encoded: [UInt8]
    do throws(ProtoEncodingError) {
      encoded = try serializedBytes()
    } catch {
      throw ProtoJSONError(error.explanation).of(schema.fullName)
    }
    return String(decoding: try ProtoJSON.json(of: encoded, schema, options), as: UTF8.self)
  }

  /// Reads a message of a type from JSON text (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError`` with the fault, its place in the text and the path of the field.
  public init(
    jsonString text: String, type: MessageType,
    options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) {
    let schema = type.messageSchema
    let encoded = try ProtoJSON.message(of: Array(text.utf8), schema, options)
    do throws(ProtoDecodingError) {
      try self.init(serializedBytes: encoded, type: type, limits: ProtoDecodingLimits())
    } catch {
      throw ProtoJSONError(error.explanation).of(schema.fullName)
    }
  }
}
