public import MartletProtobuf

/// A message whose type is known at run time, from a descriptor.
///
///     var order = DynamicMessage(pool.message(named: "shop.v1.Order")!)
///     try order.set(.string("tea"), forField: "item")
///     let bytes = try order.serializedBytes()
///
/// A value: no copy sees another's changes. It keeps its descriptor's file alive.
public struct DynamicMessage: Hashable, Sendable {
  /// Its type.
  public let descriptor: MessageDescriptor
  /// The fields that are set, in the order of their numbers. What has no presence is set if it is
  /// not the default; repeated fields and maps if they are not empty.
  private(set) var entries: [Entry] = []
  /// The fields that the type does not know, as they arrived.
  public var unknownFields = UnknownFields()

  struct Entry: Hashable, Sendable {
    var field: FieldDescriptor
    var value: DynamicValue
  }

  /// A message of a type, with no field set.
  public init(_ descriptor: MessageDescriptor) {
    self.descriptor = descriptor
  }

  // MARK: - Fields

  /// The fields that are set and their values, in the order of the fields' numbers.
  public var fields: [(field: FieldDescriptor, value: DynamicValue)] {
    entries.map { ($0.field, $0.value) }
  }

  /// Whether a field is set.
  public func has(_ field: FieldDescriptor) -> Bool { place(of: field) != nil }

  /// The value of a field of this type, or of an extension; what is not set reads as its default.
  public subscript(field: FieldDescriptor) -> DynamicValue {
    place(of: field).map { entries[$0].value } ?? field.unsetValue
  }

  /// The value of the field of a name; nil if there is no such field.
  public subscript(name: String) -> DynamicValue? {
    descriptor.field(named: name).map { self[$0] }
  }

  /// Sets a field of this type, or an extension of it. Other members of its oneof are cleared.
  ///
  /// - Throws: ``DynamicFieldError`` if the field is not one of this type, or the value not one of
  ///   the field's.
  public mutating func set(
    _ value: DynamicValue, for field: FieldDescriptor
  ) throws(DynamicFieldError) {
    guard field.containingMessage == descriptor else {
      throw DynamicFieldError(
        field: field.fullName, reason: "\(descriptor.fullName) has no such field")
    }
    if let fault = field.fault(in: value) {
      throw DynamicFieldError(field: field.fullName, reason: fault)
    }
    put(value, for: field)
  }

  /// Sets the field of a name.
  ///
  /// - Throws: ``DynamicFieldError`` if there is no such field, or the value not one of the field's.
  public mutating func set(
    _ value: DynamicValue, forField name: String
  ) throws(DynamicFieldError) {
    guard let field = descriptor.field(named: name) else {
      throw DynamicFieldError(field: name, reason: "\(descriptor.fullName) has no such field")
    }
    try set(value, for: field)
  }

  /// Makes a field as if it had never been set.
  public mutating func clear(_ field: FieldDescriptor) {
    if let place = place(of: field) { entries.remove(at: place) }
  }

  /// The member of a oneof that is set.
  public func member(of oneof: OneofDescriptor) -> FieldDescriptor? {
    oneof.fields.first { has($0) }
  }

  // MARK: - Storage

  /// Sets a value that fits the field.
  mutating func put(_ value: DynamicValue, for field: FieldDescriptor) {
    if let oneof = field.containingOneof {
      for other in oneof.fields where other != field { clear(other) }
    }
    if !field.hasPresence, value.isDefault(of: field) { return clear(field) }
    let index = insertionPlace(field.number)
    if index < entries.count, entries[index].field == field {
      entries[index].value = value
    } else {
      entries.insert(Entry(field: field, value: value), at: index)
    }
  }

  /// Changes the value of a field in its place.
  mutating func update<Result>(
    _ field: FieldDescriptor, _ body: (inout DynamicValue) throws(WireError) -> Result
  ) throws(WireError) -> Result {
    if let place = place(of: field) { return try body(&entries[place].value) }
    var value = field.unsetValue
    let result = try body(&value)
    put(value, for: field)
    return result
  }

  private func place(of field: FieldDescriptor) -> Int? {
    let index = insertionPlace(field.number)
    return index < entries.count && entries[index].field == field ? index : nil
  }

  private func insertionPlace(_ number: Int32) -> Int {
    // Fields mostly arrive in the order of their numbers.
    if let last = entries.last, last.field.number < number { return entries.count }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].field.number < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension DynamicValue {
  /// Whether it is the value of the field when it is not set. Minus zero is not.
  fileprivate func isDefault(of field: FieldDescriptor) -> Bool {
    switch self {
    case .double(let value): value.bitPattern == 0
    case .float(let value): value.bitPattern == 0
    default: self == field.unsetValue
    }
  }
}

extension DynamicMessage: ProtoRuntimeMessage {
  public var messageType: MessageDescriptor { descriptor }
}

extension DynamicMessage: CustomStringConvertible {
  /// The message in the text format, on one line behind its name.
  public var description: String {
    guard let bytes = try? serializedBytes(partial: true) else {
      return "\(descriptor.fullName) (too large)"
    }
    return TextWriter.description(of: bytes, descriptor.messageSchema, descriptor.fullName)
  }
}
