import MartletProtobuf

/// A message type as reading and writing JSON see it. It lies in the flat memory of the schema's plan,
/// with its fields behind it.
struct JSONMessage: ~Copyable {
  /// In the order of their numbers.
  let fields: UnsafePointer<JSONField>
  /// Behind the last field.
  let end: UnsafePointer<JSONField>
  let count: Int
  let wellKnownType: ProtoWellKnownType?
  let isExtendable: Bool
  let isMessageSet: Bool
  /// Twice the place of each field, and one more for its name in the IDL.
  private let names: NameSlots
  /// By number, the place among the fields and one, for numbers below `numberCount`.
  private let places: UnsafePointer<UInt16>
  private let numberCount: Int
  /// Kept by whoever keeps the plan; nil for an extension.
  private let unmanagedSchema: Unmanaged<ProtoMessageSchema>?

  init(
    _ schema: ProtoMessageSchema?, fields: UnsafePointer<JSONField>, count: Int, names: NameSlots,
    places: UnsafePointer<UInt16>, numberCount: Int
  ) {
    self.fields = fields
    end = fields + count
    self.count = count
    wellKnownType = schema?.wellKnownType
    isExtendable = schema?.isExtendable ?? false
    isMessageSet = schema?.isMessageSet ?? false
    self.names = names
    self.places = places
    self.numberCount = numberCount
    unmanagedSchema = schema.map { .passUnretained($0) }
  }

  /// Only extensions have none.
  var schema: ProtoMessageSchema? { unmanagedSchema?._withUnsafeGuaranteedRef { $0 } }

  var fullName: String { schema?.fullName ?? "" }

  /// The field of a number.
  @inline(__always)
  func field(number: Int32) -> UnsafePointer<JSONField>? {
    if let number = Int(exactly: number), number >= 0, number < numberCount {
      let place = Int(places[number])
      return place == 0 ? nil : fields + (place &- 1)
    }
    return searched(number)
  }

  @inline(never)
  private func searched(_ number: Int32) -> UnsafePointer<JSONField>? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if fields[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < count && fields[low].number == number ? fields + low : nil
  }

  /// The field that JSON calls so; parsers accept both of its names (ProtoJSON, "Field names").
  @inline(never)
  func field(named name: UnsafeRawBufferPointer) -> UnsafePointer<JSONField>? {
    let entry = names.find(KeyHash.ofNames.hash(name)) { entry in
      let field = fields + entry / 2
      return entry & 1 == 0
        ? Self.matches(field.pointee.key, name) { field.pointee.schema.jsonName }
        : Self.matches(field.pointee.idlKey, name) { field.pointee.name }
    }
    return entry.map { fields + $0 / 2 }
  }

  private static func matches(
    _ key: JSONField.Key, _ name: UnsafeRawBufferPointer, _ full: () -> String
  ) -> Bool {
    if key.isPlain { return key.name.elementsEqual(name) }
    return full().utf8.elementsEqual(name)
  }
}
