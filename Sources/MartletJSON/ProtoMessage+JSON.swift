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
    if !options.partial, !isInitialized { throw lackingFields }
    let plan = Self.protoSchema.json
    var result: Result<[UInt8], ProtoJSONError> = .success([])
    let isEncoded = withUnsafePointer(to: options) { options in
      withEncodedBytes { encoded in
        result = ProtoJSON.written(
          encoded, spareBytes: WireWriter.tailBytes, plan, options, isOwn: true)
      }
    }
    guard isEncoded else {
      let error = ProtoEncodingError(messageName: Self.protoMessageName)
      throw ProtoJSONError(error.explanation).of(Self.protoMessageName)
    }
    return try result.get()
  }

  @inline(never)
  private var lackingFields: ProtoJSONError {
    ProtoJSONError(ProtoEncodingError(lacking: self).explanation).of(Self.protoMessageName)
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
    self.init()
    let failure = bytes.withUnsafeBytes { merge(json: $0, options) }
    if let failure { throw failure }
  }

  /// Reads a message from JSON text (ProtoJSON format).
  ///
  /// - Throws: ``ProtoJSONError`` with the fault, its place in the text and the path of the field.
  public init(
    jsonString text: String, options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) {
    self.init()
    var text = text
    let failure = text.withUTF8 { merge(json: UnsafeRawBufferPointer($0), options) }
    if let failure { throw failure }
  }

  private mutating func merge(
    json: UnsafeRawBufferPointer, _ options: ProtoJSONDecodingOptions
  ) -> ProtoJSONError? {
    withUnsafePointer(to: options) { options in
      var reader = JSONReader(json, options)
      do throws(ProtoJSONError) {
        try reader.document(Self.protoSchema.json)
      } catch {
        return error.of(Self.protoMessageName)
      }
      do throws(ProtoDecodingError) {
        try merge(decoding: reader.output.bytes, partial: options.pointee.partial)
      } catch {
        return ProtoJSONError(error.explanation).of(Self.protoMessageName)
      }
      return nil
    }
  }
}

/// Between JSON and the binary format, for messages whose type is known as a schema.
public enum ProtoJSON {
  /// The JSON of an encoded message.
  public static func json(
    of encoded: [UInt8], _ schema: ProtoMessageSchema,
    _ options: ProtoJSONEncodingOptions = ProtoJSONEncodingOptions()
  ) throws(ProtoJSONError) -> [UInt8] {
    let result = withUnsafePointer(to: options) { options in
      encoded.withUnsafeBytes { written($0, spareBytes: 0, schema.json, options, isOwn: false) }
    }
    return try result.get()
  }

  /// Behind the message there are bytes that may be read; `isOwn`: as in
  /// ``JSONWriter/isOwn``.
  static func written(
    _ encoded: UnsafeRawBufferPointer, spareBytes: Int, _ type: UnsafePointer<JSONMessage>,
    _ options: UnsafePointer<ProtoJSONEncodingOptions>, isOwn: Bool
  ) -> Result<[UInt8], ProtoJSONError> {
    let start = encoded.baseAddress ?? WireReader(empty: 0).position
    let reader = WireReader(
      position: start, end: start + encoded.count, depth: ProtoJSON.depth)
    var writer = JSONWriter(
      options, isNormalized: false, isOwn: isOwn, end: reader.end + spareBytes)
    var failure: ProtoJSONError?
    do throws(ProtoJSONError) { try writer.message(type, reader) } catch { failure = error }
    if writer.isDisordered, let schema = type.pointee.schema {
      return normalized(Array(encoded), schema, options)
    }
    if let failure { return .failure(failure.of(type.pointee.fullName)) }
    return .success(Array(writer.output.bytes))
  }

  /// The same for a message that has to be put in order first.
  private static func normalized(
    _ encoded: [UInt8], _ schema: ProtoMessageSchema,
    _ options: UnsafePointer<ProtoJSONEncodingOptions>
  ) -> Result<[UInt8], ProtoJSONError> {
    do throws(ProtoJSONError) {
      let bytes = try WireNormalizer.bytes(of: encoded, schema, options.pointee.types)
      var failure: ProtoJSONError?
      var json: [UInt8] = []
      bytes.withUnsafeBytes { buffer in
        let start = buffer.baseAddress ?? WireReader(empty: 0).position
        let reader = WireReader(
          position: start, end: start + buffer.count, depth: ProtoJSON.depth)
        var writer = JSONWriter(
          options, isNormalized: true, isOwn: true, end: reader.end)
        do throws(ProtoJSONError) {
          try writer.message(schema.json, reader)
          json = Array(writer.output.bytes)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      return .success(json)
    } catch {
      return .failure(error.of(schema.fullName))
    }
  }

  /// The encoded message of a JSON text.
  public static func message(
    of json: [UInt8], _ schema: ProtoMessageSchema,
    _ options: ProtoJSONDecodingOptions = ProtoJSONDecodingOptions()
  ) throws(ProtoJSONError) -> [UInt8] {
    var result: Result<[UInt8], ProtoJSONError> = .success([])
    withUnsafePointer(to: options) { options in
      json.withUnsafeBytes { buffer in
        var reader = JSONReader(buffer, options)
        do throws(ProtoJSONError) {
          try reader.document(schema.json)
          result = .success(Array(reader.output.bytes))
        } catch {
          result = .failure(error.of(schema.fullName))
        }
      }
    }
    return try result.get()
  }

  /// As deep as messages may be nested when they are decoded.
  static let depth = ProtoDecodingLimits().depth + 1
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
      encoded = try serializedBytes(partial: options.partial)
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
      try self.init(
        serializedBytes: encoded, type: type, limits: ProtoDecodingLimits(),
        partial: options.partial)
    } catch {
      throw ProtoJSONError(error.explanation).of(schema.fullName)
    }
  }
}
