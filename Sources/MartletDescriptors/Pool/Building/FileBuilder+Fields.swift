import MartletProtobuf

/// The part of the first step that makes records of fields.
extension FileBuilder {
  mutating func addFields(
    _ protos: [Google.Protobuf.FieldDescriptorProto], in scope: Int, areExtensions: Bool = false
  ) throws(DescriptorPoolError) -> ElementRange {
    let start = records.fields.count
    for (position, proto) in protos.enumerated() {
      let name = try checked(proto.name, scope)
      var record = FieldRecord(
        name: name, jsonName: proto.jsonName ?? JSONName.of(name), number: proto.number ?? 0,
        scope: Int32(scope), position: Int32(position), features: features)
      do throws(Fault) {
        if areExtensions != (proto.extendee != nil) { throw Fault(.invalidExtendee) }
        record.oneof = try oneof(of: proto, in: scope)
        record.features = try features(of: proto, record)
        record.kind = try kind(of: proto)
        record.cardinality = try cardinality(of: proto, record)
      } catch {
        throw self.error(error.reason, records.joined(scope, name))
      }
      if areExtensions { record.traits.insert(.isExtension) }
      if proto.proto3Optional ?? false { record.traits.insert(.isProto3Optional) }
      if proto.defaultValue != nil { record.traits.insert(.hasDefault) }
      records.fields.append(record)
    }
    return ElementRange(start..<records.fields.count)
  }

  /// What is wrong with a field whose name the caller knows.
  private struct Fault: Error {
    let reason: DescriptorPoolError.Reason

    init(_ reason: DescriptorPoolError.Reason) { self.reason = reason }
  }

  /// The oneof that the field stands in, which it is added to.
  private mutating func oneof(
    of proto: Google.Protobuf.FieldDescriptorProto, in scope: Int
  ) throws(Fault) -> Int32 {
    guard let index = proto.oneofIndex else { return -1 }
    // An extension is in none.
    if proto.extendee != nil { throw Fault(.invalidOneofIndex(index)) }
    let oneofs = records.messages[scope].oneofs
    guard index >= 0 && index < oneofs.count else { throw Fault(.invalidOneofIndex(index)) }
    let oneof = Int(oneofs.start + index)
    let next = records.fields.count
    let fields = records.oneofs[oneof].fields.range
    guard fields.isEmpty || fields.upperBound == next else { throw Fault(.invalidOneof) }
    let start = fields.isEmpty ? next : fields.lowerBound
    records.oneofs[oneof].fields = ElementRange(start..<next + 1)
    return Int32(oneof)
  }

  private func features(
    of proto: Google.Protobuf.FieldDescriptorProto, _ record: FieldRecord
  ) throws(Fault) -> ResolvedFeatures {
    var outer = features
    if record.oneof >= 0 {
      outer = records.oneofs[Int(record.oneof)].features
    } else if record.scope >= 0 {
      outer = records.messages[Int(record.scope)].features
    }
    let set = proto.options?.features
    guard set == nil || outer.merging(checked: set, edition) != nil else {
      throw Fault(.invalidFeatures)
    }
    return outer.field(proto, edition: edition)
  }

  private func kind(
    of proto: Google.Protobuf.FieldDescriptorProto
  ) throws(Fault) -> FieldKind {
    guard let type = proto.type else {
      // A type's name alone is enough: what it is shows when it is found.
      if proto.typeName == nil { throw Fault(.missingType) }
      return .message
    }
    // Groups are of proto2 alone; features say it elsewhere.
    guard let kind = FieldKind(type), type != .group || edition == .proto2 else {
      throw Fault(.invalidType(type.rawValue))
    }
    let needsName = kind == .message || kind == .enumeration
    if needsName != (proto.typeName != nil) { throw Fault(.missingType) }
    return kind
  }

  private func cardinality(
    of proto: Google.Protobuf.FieldDescriptorProto, _ record: FieldRecord
  ) throws(Fault) -> FieldDescriptor.Cardinality {
    let label = proto.label ?? .optional
    switch label {
    case .repeated:
      if record.oneof >= 0 { throw Fault(.invalidOneof) }
      return .repeated
    case .optional, .required:
      let canBeRequired = proto.extendee == nil && record.oneof < 0
      // The label is of proto2 alone; features say it elsewhere.
      if label == .required && !(canBeRequired && edition == .proto2) {
        throw Fault(.invalidLabel(label.rawValue))
      }
      let isRequired = record.features.fieldPresence == .legacyRequired
      return isRequired && canBeRequired ? .required : .singular
    case .unrecognized(let number): throw Fault(.invalidLabel(number))
    }
  }
}

extension FieldKind {
  init?(_ type: Google.Protobuf.FieldDescriptorProto.TypeEnum) {
    switch type {
    case .double: self = .double
    case .float: self = .float
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .sint32: self = .sint32
    case .sint64: self = .sint64
    case .fixed32: self = .fixed32
    case .fixed64: self = .fixed64
    case .sfixed32: self = .sfixed32
    case .sfixed64: self = .sfixed64
    case .bool: self = .bool
    case .string: self = .string
    case .bytes: self = .bytes
    case .message, .group: self = .message
    case .enum: self = .enumeration
    case .unrecognized: return nil
    }
  }
}

/// How names of fields are changed by rule.
enum JSONName {
  /// The JSON name that a field has by default: underscores go, the letter behind one is a capital.
  static func of(_ name: String) -> String {
    name.utf8.contains(underscore) ? camel(name, capital: false) : name
  }

  /// The name of the entry type of a map.
  static func mapEntry(_ name: String) -> String {
    camel(name, capital: true) + "Entry"
  }

  private static let underscore = UInt8(ascii: "_")

  private static func camel(_ name: String, capital: Bool) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(name.utf8.count)
    var raise = capital
    for byte in name.utf8 {
      if byte == underscore {
        raise = true
      } else {
        result.append(raise && (0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
        raise = false
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
