public import MartletProtobuf

/// An enum type.
public struct EnumDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  private var record: EnumRecord { records.enums[index] }

  public var name: String { record.name }
  public var fullName: String { records.fullName(of: Member(.enumeration, index)) }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] {
    let record = record
    guard let parent = containingMessage else { return [5, record.position] }
    return parent.sourcePath + [4, record.position]
  }

  /// Whether numbers without a name are not values of it: a message keeps them as unknown fields.
  public var isClosed: Bool { features.enumType == .closed }
  /// Whether it stands for a type that is missing; it then has no values.
  public var isPlaceholder: Bool { storage.isPlaceholder }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.EnumOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.EnumDescriptorProto { storage.enumProto(index) }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  /// The message that it is declared in.
  public var containingMessage: MessageDescriptor? { sibling(optional: record.parent) }
  /// The values in the order of the IDL. The first is the default.
  public var values: DescriptorList<EnumValueDescriptor> { list(record.values) }

  /// The numbers that no value may have.
  public var reservedRanges: [ClosedRange<Int32>] {
    proto.reservedRange.map { ($0.start ?? 0)...($0.end ?? 0) }
  }
  /// The names that no value may have.
  public var reservedNames: [String] { proto.reservedName }

  // MARK: - Lookup

  /// The value with a number; of several, the one that is declared first.
  public func value(number: Int32) -> EnumValueDescriptor? {
    let records = records
    let found = records.enums[index].valueNumbers.find(number, records.valueOrder) {
      records.values[$0].number
    }
    return found.map { sibling($0) }
  }

  /// The value with a name, as the IDL spells it.
  public func value(named name: String) -> EnumValueDescriptor? {
    storage.names.find(name, in: .enumeration(index), records).map { sibling(Int($0.index)) }
  }
}

/// A value of an enum.
public struct EnumValueDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  private var record: EnumValueRecord { records.values[index] }

  public var name: String { record.name }
  /// The full name. Values are declared beside their enum, not in it: `shop.v1.STATUS_OK`.
  public var fullName: String { records.fullName(of: Member(.value, index)) }
  public var number: Int32 { record.number }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] { enumeration.sourcePath + [2, Int32(indexInEnum)] }

  /// The enum that it belongs to.
  public var enumeration: EnumDescriptor { sibling(Int(record.parent)) }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.EnumValueOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.EnumValueDescriptorProto {
    enumeration.proto.value[indexInEnum]
  }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  /// Which of the enum's values it is.
  public var indexInEnum: Int { index - Int(records.enums[Int(record.parent)].values.start) }
}
