/// Bytes that are not a message of the wanted type: what is wrong with them, at which byte, and in
/// which field.
public struct ProtoDecodingError: Error, Hashable, Sendable {
  public typealias Reason = WireError.Kind

  /// What is wrong.
  public let reason: Reason
  /// Where it is wrong: the distance in bytes from the first byte of the outermost message.
  public let byteOffset: Int
  /// The full name of the outermost message (`greeter.v1.HelloRequest`).
  public let messageName: String
  /// The way from the outermost message to the fault (`order.lines[3].price`), with the names of
  /// the IDL; elements are counted in these bytes. Empty if it is the outermost message's own.
  public let fieldPath: String
  /// If that is the reason, the required fields that are missing, each with its way from the
  /// outermost message; of very many, the first hundred.
  public let missingFields: [String]

  public init(
    reason: Reason, byteOffset: Int, messageName: String, fieldPath: String = "",
    missingFields: [String] = []
  ) {
    self.reason = reason
    self.byteOffset = byteOffset
    self.messageName = messageName
    self.fieldPath = fieldPath
    self.missingFields = missingFields
  }

  /// The error of the codec, with what nobody works out before there is an error: the place of the
  /// byte, and the field, which is found by going over the bytes again.
  ///
  /// - Parameter extensionField: an extension that the bytes may have.
  init(
    _ error: WireError, in bytes: UnsafeRawBufferPointer, _ schema: ProtoMessageSchema, depth: Int,
    extensionField: ProtoFieldSchema? = nil
  ) {
    let finder = FaultFinder(address: error.address, extensionField: extensionField)
    self.init(
      reason: error.kind, byteOffset: Int(error.address &- UInt(bitPattern: bytes.baseAddress)),
      messageName: schema.fullName,
      fieldPath: finder.path(WireReader(over: bytes, depth: depth), schema))
  }

  /// The same, out of line, for what is inlined into users' code.
  @inline(never)
  @usableFromInline
  init(
    _ error: WireError, in bytes: UnsafeRawBufferPointer, _ type: any ProtoMessage.Type, depth: Int
  ) {
    self.init(error, in: bytes, type.protoSchema, depth: depth)
  }

  /// A message that has been read as far as it goes, but lacks required fields.
  @inline(never)
  @usableFromInline
  init(lacking message: some ProtoMessage, byteOffset: Int) {
    self.init(
      reason: .missingRequiredFields, byteOffset: byteOffset,
      messageName: type(of: message).protoMessageName,
      missingFields: message.missingRequiredFields(atMost: MissingFields.mostInErrors))
  }
}

extension ProtoDecodingError: CustomStringConvertible {
  public var description: String {
    let field = fieldPath.isEmpty ? "" : ", field \(fieldPath)"
    return "cannot decode \(messageName)\(field): \(explanation)"
  }

  /// The reason in words.
  package var explanation: String {
    if reason == .missingRequiredFields { return MissingFields.explanation(missingFields) }
    return "\(reason.explanation) at byte \(byteOffset)"
  }
}

extension WireError.Kind {
  /// The fault in words, to be followed by its place.
  var explanation: String {
    switch self {
    case .truncated: "the bytes end inside a value"
    case .malformedVarint: "a varint is longer than ten bytes"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .wrongLength: "a packed field's length is no multiple of its element size"
    case .illegalTag: "illegal field tag"
    case .nestedTooDeep: "messages are nested deeper than the limit"
    case .tooLarge: "the message is larger than the limit"
    case .unmatchedEndGroup: "a group's begin and end do not match"
    case .missingRequiredFields: "required fields are missing"
    }
  }
}
