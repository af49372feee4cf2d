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
public struct ProtoExtension<Extendee: ProtoExtendable, Value: Hashable & Sendable>: Sendable {
  /// Its number, names and type.
  public let field: ProtoFieldSchema
  let coding: any WireExtensionCoding<Value>.Type

  /// For generated code; `text` is in the form that the generator writes.
  public init(
    _ text: StaticString, types: [ProtoSchemaReference] = [],
    _ coding: any WireExtensionCoding<Value>.Type
  ) {
    field = SchemaText.extensionField(text, types: types)
    self.coding = coding
  }

  /// What a message without the extension has: nil, or no elements.
  public var unset: Value { coding.unset }
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
  public subscript<Value>(extension handle: ProtoExtension<Self, Value>) -> Value {
    get { (try? value(of: handle, partial: true)) ?? handle.unset }
    set { set(newValue, handle, handle.coding) }
  }

  /// The value of an extension, or what is wrong with it.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing in it.
  /// - Throws: ``ProtoDecodingError``; its byte offset counts in the bytes of `unknownFields`.
  public func value<Value>(
    of handle: ProtoExtension<Self, Value>, limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) -> Value {
    if unknownFields.isEmpty { return handle.unset }
    return try value(of: handle.field, handle.coding, limits, partial)
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

  private func value<Coding: WireExtensionCoding>(
    of field: ProtoFieldSchema, _: Coding.Type, _ limits: ProtoDecodingLimits, _ partial: Bool
  ) throws(ProtoDecodingError) -> Coding.Value {
    var value = Coding.unset
    var fault: ProtoDecodingError?
    unknownFields.withBytes { bytes in
      do throws(WireError) {
        var fields = EncodedFields(bytes, depth: limits.depth)
        while let found = try fields.next() {
          guard let own = found.value(of: field) else { continue }
          try Coding.read(&value, own.tag, own.reader)
        }
      } catch {
        fault = ProtoDecodingError(
          error, in: bytes, Self.protoSchema, depth: limits.depth, extensionField: field)
      }
    }
    if let fault { throw fault }
    if partial { return value }
    let missing = Coding.missingFields(in: value, atMost: MissingFields.mostInErrors)
    if missing.isEmpty { return value }
    throw ProtoDecodingError(
      reason: .missingRequiredFields, byteOffset: unknownFields.bytes.count,
      messageName: Self.protoMessageName, missingFields: missing.map { "[\(field.name)]\($0)" })
  }

  private mutating func set<Coding: WireExtensionCoding>(
    _ value: Coding.Value, _ field: ProtoFieldSchema, _: Coding.Type
  ) {
    var builder = WireBuilder()
    builder.append { Coding.write(value, field, $0) }
    precondition(!builder.overflowed, "\(field.name) is set to more than 2 GiB")
    unknownFields = builder.withBytes { unknownFields.replacing(field, with: $0) }
  }

  private mutating func set<Value>(
    _ value: Value, _ handle: ProtoExtension<Self, Value>,
    _ coding: any WireExtensionCoding<Value>.Type
  ) {
    // A generic function opens the metatype.
    func opened<Coding: WireExtensionCoding<Value>>(_ coding: Coding.Type) {
      set(value, handle.field, coding)
    }
    opened(coding)
  }
}
