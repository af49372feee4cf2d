/// The fields of a message type, as formats that use names need them: JSON, text, and whatever
/// works on bytes whose type is known at run time only.
///
/// Generated types have one each (``ProtoMessage/protoSchema``), made on first use.
public final class ProtoMessageSchema: Sendable {
  /// The full name in the IDL.
  public let fullName: String
  /// In the order of their numbers.
  public let fields: [ProtoFieldSchema]
  /// The names of its oneofs, without those that stand for a single optional field.
  public let oneofs: [String]
  /// Names that no field may have any more, which the text format passes over.
  public let reservedNames: Set<String>
  /// Whether other files may add fields.
  public let isExtendable: Bool
  /// Whether it is a message set: proto1's way of extension, with a wire form of its own.
  public let isMessageSet: Bool
  /// Which of the types with a JSON form of their own it is.
  public let wellKnownType: ProtoWellKnownType?

  /// By number, the place in `fields` and one, for numbers below its count.
  private let dense: [UInt16]
  private let byName: NameTable
  /// What JSON makes of the schema.
  package let jsonPlan = ProtoSchemaPlanSlot()

  /// A schema of its parts. Of fields with the same number the first counts.
  public init(
    fullName: String, fields: [ProtoFieldSchema], oneofs: [String] = [],
    reservedNames: Set<String> = [], isExtendable: Bool = false, isMessageSet: Bool = false
  ) {
    self.fullName = fullName
    let sorted = fields.enumerated()
      .sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }
      .map(\.element)
    self.fields = sorted
    self.oneofs = oneofs
    self.reservedNames = reservedNames
    self.isExtendable = isExtendable
    self.isMessageSet = isMessageSet
    self.wellKnownType = ProtoWellKnownType(fullName: fullName)
    self.dense = Self.denseTable(sorted)
    self.byName = NameTable(sorted.map(\.name))
  }

  /// Covers small numbers only, so that a field of number 500 million costs no memory.
  private static func denseTable(_ fields: [ProtoFieldSchema]) -> [UInt16] {
    let limit = min(4 * fields.count + 16, 4096)
    var table = [UInt16](repeating: 0, count: limit)
    for (place, field) in fields.enumerated() {
      guard let number = Int(exactly: field.number), table.indices.contains(number),
        table[number] == 0
      else { continue }
      table[number] = UInt16(clamping: place + 1)
    }
    return table
  }

  /// The field of a number.
  public func field(number: Int32) -> ProtoFieldSchema? {
    place(of: number).map { fields[$0] }
  }

  /// The field of a name as it is in the IDL.
  public func field(named name: String) -> ProtoFieldSchema? {
    var name = name
    let place = name.withUTF8 { byName.place(of: UnsafeRawBufferPointer($0)) }
    return place.map { fields[$0] }
  }

  /// The place in `fields` of a number.
  @inline(__always)
  package func place(of number: Int32) -> Int? {
    if let number = Int(exactly: number), number >= 0, number < dense.count {
      return dense[number] == 0 ? nil : Int(dense[number]) - 1
    }
    return searched(number)
  }

  private func searched(_ number: Int32) -> Int? {
    var low = 0
    var high = fields.count
    while low < high {
      let middle = (low + high) / 2
      if fields[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < fields.count && fields[low].number == number ? low : nil
  }

  /// The place in `fields` of the field with this name in the IDL.
  package func place(ofName name: UnsafeRawBufferPointer) -> Int? {
    byName.place(of: name)
  }
}

/// The types that JSON gives a form of its own.
public enum ProtoWellKnownType: Hashable, Sendable {
  case any, duration, fieldMask, listValue, structure, timestamp, value, wrapper

  init?(fullName: String) {
    guard fullName.hasPrefix("google.protobuf.") else { return nil }
    switch fullName.dropFirst("google.protobuf.".count) {
    case "Any": self = .any
    case "Duration": self = .duration
    case "FieldMask": self = .fieldMask
    case "ListValue": self = .listValue
    case "Struct": self = .structure
    case "Timestamp": self = .timestamp
    case "Value": self = .value
    case "DoubleValue", "FloatValue", "Int64Value", "UInt64Value", "Int32Value", "UInt32Value",
      "BoolValue", "StringValue", "BytesValue":
      self = .wrapper
    default: return nil
    }
  }
}
