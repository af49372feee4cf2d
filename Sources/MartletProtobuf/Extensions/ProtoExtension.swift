/// An extension: a field that one IDL file adds to a message of another one.
///
/// Generated code has one for each, as a static property of the message that is extended, beside a
/// property of the same name for its value:
///
///     order.rating = 5                                    // extend Order { optional int32 rating = 100; }
///     let rating = order[extension: Order.rating]         // the same value
///     let checked = try order.value(of: Order.rating)     // says what is wrong with it
///
/// `Value` is the type of the property: an optional, or an array. The value is kept encoded among
/// the message's `unknownFields`, where decoding leaves it. So nothing is lost by who does not know
/// the extension, nobody has to register it, and reading it decodes it.
public final class ProtoExtension<Extendee: ProtoExtendable, Value: Hashable & Sendable>: Sendable {
  /// Its number, names and type.
  public let field: ProtoFieldSchema
  /// What a message without the extension has: nil, or no elements.
  public let unset: Value
  @usableFromInline let tags: ExtensionTags
  // Functions rather than the metatype of the coding: to open that at run time, and to look up the
  // types that are generic over it, took a third of the time of each access.
  @usableFromInline let read:
    @Sendable (inout Value, UInt32, WireReader) throws(WireError) -> UnsafeRawPointer
  @usableFromInline let write: @Sendable (Value, ProtoFieldSchema, WireWriter) -> WireWriter
  @usableFromInline let missingFields: @Sendable (Value, Int) -> [String]

  /// For generated code; `text` is in the form that the generator writes.
  @inlinable
  public init<Coding: WireExtensionCoding<Value>>(
    _ text: StaticString, types: [ProtoSchemaReference] = [], _: Coding.Type
  ) {
    field = ProtoFieldSchema.ofExtension(text, types: types)
    unset = Coding.unset
    tags = ExtensionTags(field)
    read = { (value, tag, reader) throws(WireError) in
      try Coding.read(&value, tag, reader)
    }
    write = { Coding.write($0, $1, $2) }
    missingFields = { Coding.missingFields(in: $0, atMost: $1) }
  }
}

/// A message that other IDL files may add fields to.
public protocol ProtoExtendable: ProtoMessage {
  /// The fields that the message's type does not have itself, extensions among them.
  var unknownFields: UnknownFields { get set }
}

extension ProtoExtendable {
  /// The value of an extension.
  ///
  /// What is there and cannot be decoded reads as unset; ``value(of:limits:partial:)`` tells what is
  /// wrong with it. Fields that the IDL requires may be missing in it. Setting replaces it, `nil` and
  /// an empty array remove it.
  ///
  /// - Precondition: a value that is set has less than 2 GiB when it is encoded.
  @inlinable
  public subscript<Value>(extension handle: ProtoExtension<Self, Value>) -> Value {
    get {
      do throws(WireError) {
        return try unknownFields.value(
          handle.tags, handle.unset, depth: ProtoDecodingLimits().depth, handle.read)
      } catch {
        return handle.unset
      }
    }
    set {
      unknownFields.replace(handle.tags, handle.field) { handle.write(newValue, handle.field, $0) }
    }
  }

  /// The value of an extension, or what is wrong with it.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing in it.
  /// - Throws: ``ProtoDecodingError``; its byte offset counts in the bytes of `unknownFields`.
  public func value<Value>(
    of handle: ProtoExtension<Self, Value>, limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) -> Value {
    // Kept for its bytes, which an error has an address in.
    let fields = unknownFields
    let value: Value
    do throws(WireError) {
      value = try fields.value(handle.tags, handle.unset, depth: limits.depth, handle.read)
    } catch {
      throw fields.withBytes { bytes in
        ProtoDecodingError(
          error, in: bytes, Self.protoSchema, depth: limits.depth, extensionField: handle.field)
      }
    }
    if partial { return value }
    let missing = handle.missingFields(value, MissingFields.mostInErrors)
    if missing.isEmpty { return value }
    throw ProtoDecodingError(
      reason: .missingRequiredFields, byteOffset: fields.bytes.count,
      messageName: Self.protoMessageName,
      missingFields: missing.map { "[\(handle.field.name)]\($0)" })
  }

  /// Whether an extension is set, be its value right or wrong; for a repeated one, whether there is
  /// an element.
  public func hasExtension<Value>(_ handle: ProtoExtension<Self, Value>) -> Bool {
    if unknownFields.isEmpty { return false }
    // A number that a closed enum does not name is no value of it, and an array may be empty.
    if let value = try? value(of: handle, partial: true) { return value != handle.unset }
    return true
  }

  /// Removes the value of an extension.
  public mutating func clearExtension<Value>(_ handle: ProtoExtension<Self, Value>) {
    self[extension: handle] = handle.unset
  }
}
