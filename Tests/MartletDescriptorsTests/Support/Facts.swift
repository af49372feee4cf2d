import MartletDescriptors
import MartletProtobuf

/// What a pool says of its files, in the words of `Tests/Drivers/descriptor_facts.py`.
struct Facts {
  private(set) var lines: [String] = []

  init(_ pool: DescriptorPool, files: [String]) {
    for name in files {
      if let file = pool.file(named: name) { add(file) }
    }
  }

  private mutating func line(_ parts: String...) {
    lines.append(parts.joined(separator: "\t"))
  }

  private func features(_ features: ResolvedFeatures) -> String {
    let numbers = [
      features.fieldPresence.rawValue, features.enumType.rawValue,
      features.repeatedFieldEncoding.rawValue, features.utf8Validation.rawValue,
      features.messageEncoding.rawValue, features.jsonFormat.rawValue,
    ]
    return numbers.map(String.init).joined(separator: "/")
  }

  private func name(_ element: (some Descriptor)?) -> String { element?.fullName ?? "-" }

  private mutating func add(_ file: FileDescriptor) {
    line(
      "file", file.name, file.package, file.dependencies.map(\.name).joined(separator: " "),
      file.publicDependencies.map(\.name).joined(separator: " "), features(file.features))
    for message in file.messages { add(message) }
    for enumeration in file.enums { add(enumeration) }
    for field in file.extensions { add(field) }
    for service in file.services { add(service) }
  }

  private mutating func add(_ message: MessageDescriptor) {
    let ranges = message.extensionRanges.map { "\($0.lowerBound)-\($0.upperBound)" }
    line(
      "message", message.fullName, name(message.containingMessage),
      message.isMapEntry ? "map" : "-", ranges.joined(separator: " "), features(message.features))
    for oneof in message.oneofs {
      line(
        "oneof", oneof.fullName, oneof.fields.map(\.name).joined(separator: " "),
        features(oneof.features))
    }
    for field in message.fields { add(field) }
    for nested in message.messages { add(nested) }
    for enumeration in message.enums { add(enumeration) }
    for field in message.extensions { add(field) }
  }

  private mutating func add(_ field: FieldDescriptor) {
    line(
      "field", field.fullName, String(field.number), String(typeNumber(field)), field.jsonName,
      "\(field.cardinality)", field.hasPresence ? "presence" : "-", field.isPacked ? "packed" : "-",
      field.isExtension ? "extension" : "-", name(field.containingMessage),
      name(field.extensionScope), name(field.messageType), name(field.enumType),
      name(field.containingOneof), field.hasExplicitDefault ? "default" : "-",
      value(field.defaultValue), features(field.features))
  }

  private mutating func add(_ enumeration: EnumDescriptor) {
    line(
      "enum", enumeration.fullName, enumeration.isClosed ? "closed" : "open",
      name(enumeration.containingMessage), features(enumeration.features))
    for value in enumeration.values {
      line(
        "value", enumeration.fullName, value.name, String(value.number), features(value.features))
    }
  }

  private mutating func add(_ service: ServiceDescriptor) {
    line("service", service.fullName, features(service.features))
    for method in service.methods {
      line(
        "method", method.fullName, method.input.fullName, method.output.fullName,
        method.streamsRequests ? "stream" : "-", method.streamsResponses ? "stream" : "-",
        features(method.features))
    }
  }

  /// The number in `FieldDescriptorProto.Type`, with a group for what is delimited.
  private func typeNumber(_ field: FieldDescriptor) -> Int {
    switch field.type {
    case .double: 1
    case .float: 2
    case .int64: 3
    case .uint64: 4
    case .int32: 5
    case .fixed64: 6
    case .fixed32: 7
    case .bool: 8
    case .string: 9
    case .message: field.isDelimited ? 10 : 11
    case .bytes: 12
    case .uint32: 13
    case .enumeration: 14
    case .sfixed32: 15
    case .sfixed64: 16
    case .sint32: 17
    case .sint64: 18
    }
  }

  private func value(_ value: FieldDefault?) -> String {
    switch value {
    case nil: "-"
    case .int32(let number), .enumeration(let number): String(number)
    case .int64(let number): String(number)
    case .uint32(let number): String(number)
    case .uint64(let number): String(number)
    case .float(let number): hex(Double(number))
    case .double(let number): hex(number)
    case .bool(let flag): flag ? "1" : "0"
    case .string(let text): hex(Array(text.utf8))
    case .bytes(let bytes): hex(bytes)
    }
  }

  private func hex(_ number: Double) -> String {
    hex((0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (56 - 8 * $0)) })
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
