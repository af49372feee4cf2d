public import MartletProtobuf

/// A message type.
public struct MessageDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  var record: MessageRecord { records.messages[index] }

  public var name: String { record.name }
  public var fullName: String { records.fullName(of: Member(.message, index)) }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] {
    let record = record
    guard let parent = containingMessage else { return [4, record.position] }
    return parent.sourcePath + [3, record.position]
  }

  /// Whether it stands for a type that is missing; it then has no fields.
  public var isPlaceholder: Bool { storage.isPlaceholder }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.MessageOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.DescriptorProto { storage.messageProto(index) }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  /// The message that this one is declared in.
  public var containingMessage: MessageDescriptor? { sibling(optional: record.parent) }
  /// The fields in the order of the IDL, those of oneofs among them.
  public var fields: DescriptorList<FieldDescriptor> { list(record.fields) }
  /// All oneofs; the synthetic ones come last.
  public var oneofs: DescriptorList<OneofDescriptor> { list(record.oneofs) }
  /// The oneofs that the IDL has, without those that stand for `optional` in proto3.
  public var realOneofs: DescriptorList<OneofDescriptor> {
    let record = record
    let start = Int(record.oneofs.start)
    return DescriptorList(storage: storage, range: start..<start + Int(record.realOneofs))
  }
  /// The messages declared in this one, the entries of its maps among them.
  public var messages: DescriptorList<MessageDescriptor> { list(record.messages) }
  public var enums: DescriptorList<EnumDescriptor> { list(record.enums) }
  /// The extensions declared in this message, of whichever message.
  public var extensions: DescriptorList<FieldDescriptor> { list(record.extensions) }

  /// Whether it is the entry of a map: field 1 is the key, field 2 the value.
  public var isMapEntry: Bool { record.isMapEntry }
  /// Whether it has the encoding of a MessageSet.
  public var isMessageSet: Bool { record.isMessageSet }

  /// The numbers that extensions may have; the ends do not belong to the ranges.
  public var extensionRanges: [Range<Int32>] {
    proto.extensionRange.map { ($0.start ?? 0)..<($0.end ?? 0) }
  }
  /// The numbers that no field may have; the ends do not belong to the ranges.
  public var reservedRanges: [Range<Int32>] {
    proto.reservedRange.map { ($0.start ?? 0)..<($0.end ?? 0) }
  }
  /// The names that no field may have.
  public var reservedNames: [String] { proto.reservedName }

  // MARK: - Lookup

  /// The field with a number. Extensions are found through the pool.
  public func field(number: Int32) -> FieldDescriptor? {
    let records = records
    let found = records.messages[index].fieldNumbers.find(number, records.fieldOrder) {
      records.fields[$0].number
    }
    return found.map { sibling($0) }
  }

  /// The field with a name, as the IDL spells it.
  public func field(named name: String) -> FieldDescriptor? { member(name, .field) }

  /// The field with a JSON name. If two have the same, the one declared first.
  public func field(jsonName: String) -> FieldDescriptor? {
    let found = storage.names.find(jsonName, in: .jsonNames(index), records)
    let other = field(named: jsonName).flatMap { $0.jsonName == jsonName ? $0 : nil }
    guard let found else { return other }
    let field: FieldDescriptor = sibling(Int(found.index))
    guard let other else { return field }
    return field.index < other.index ? field : other
  }

  /// The oneof with a name.
  public func oneof(named name: String) -> OneofDescriptor? { member(name, .oneof) }
  /// The message of a name that is declared in this one.
  public func message(named name: String) -> MessageDescriptor? { member(name, .message) }
  /// The enum of a name that is declared in this message.
  public func enumeration(named name: String) -> EnumDescriptor? { member(name, .enumeration) }

  private func member<Element: Descriptor>(_ name: String, _ kind: Member.Kind) -> Element? {
    guard let found = storage.names.find(name, in: .message(index), records), found.kind == kind
    else { return nil }
    // Extensions that are declared here have names here, too, but are no fields of the message.
    if kind == .field && Int(found.index) >= records.firstExtension { return nil }
    return sibling(Int(found.index))
  }
}
