internal import MartletDescriptors
internal import MartletProtobuf

/// The rules of one field or extension.
struct FieldChecks {
  let unit: FileUnit

  func check(_ field: FieldInfo) {
    checkNumber(field)
    if let type = field.message, type.isMapEntry, !field.isMap {
      unit.sink.error(
        "\"\(type.fullName)\" belongs to a map field and cannot be used by itself",
        at: field.typeName?.range ?? field.name.range,
        help: "declare a message of your own, or write map<Key, Value>",
        notes: [type.file.note("the map field", type.name.range)])
    }
    checkMap(field)
    checkEnum(field)
    checkOptions(field)
    FeatureChecks(unit: unit).check(field)
    FeatureSupportChecks(unit: unit).check(field)
  }

  private func checkNumber(_ field: FieldInfo) {
    guard let syntax = field.syntax?.number else { return }
    let range = field.numberRange
    guard let number = syntax.int64, !syntax.isNegative, number > 0 else {
      let isLarge = !syntax.isNegative && syntax.magnitude != 0
      unit.sink.error(
        isLarge ? "field numbers end at \(FieldNumber.max)" : "field numbers begin at 1", at: range)
      return
    }
    // Extensions of message sets may use the whole range of 32 bits.
    let isWide = field.extendee?.isMessageSet ?? false
    if number > (isWide ? FieldNumber.messageSetMax : FieldNumber.max) {
      unit.sink.error("field numbers end at \(FieldNumber.max)", at: range)
    } else if FieldNumber.implementation.contains(Int(number)), unit.isRequested {
      // As protoc has it, only for files that are asked for by themselves.
      let bounds = FieldNumber.implementation
      unit.sink.error(
        "field numbers \(bounds.lowerBound) to \(bounds.upperBound) are kept for protobuf itself",
        at: range)
    }
  }

  private func checkMap(_ field: FieldInfo) {
    guard field.isMap, let entry = field.message, entry.fields.count == 2 else { return }
    let key = entry.fields[0]
    let value = entry.fields[1]
    switch key.type {
    case .float, .double, .bytes, .message, .group, .enum:
      unit.sink.error(
        "the key of a map is an integer, a bool or a string", at: key.name.range)
    default: break
    }
    let isRefused = unit.edition == .proto3 && (value.enumeration?.isClosed ?? false)
    if let type = value.enumeration, let first = type.values.first, first.number != 0,
      !isRefused
    {
      unit.sink.error(
        "the first value of enum \"\(type.fullName)\" is not 0, so it cannot be in a map",
        at: value.name.range, notes: [type.file.note("the first value", first.name.range)])
    }
    checkEnum(value)
    FeatureChecks(unit: unit).check(value)
  }

  /// A closed enum has no zero to begin with, and cannot keep what it does not know.
  private func checkEnum(_ field: FieldInfo) {
    guard unit.edition == .proto3, let type = field.enumeration, type.isClosed else { return }
    let kind = type.file.edition == .proto2 ? "an enum of proto2" : "a closed enum"
    unit.sink.error(
      "\"\(type.fullName)\" is \(kind), which proto3 messages cannot use",
      at: field.typeName?.range ?? field.name.range,
      help: "declare the enum in a proto3 file",
      notes: [type.file.note("the enum", type.name.range)])
  }

  // MARK: - Options

  private func checkOptions(_ field: FieldInfo) {
    guard let options = field.options, let syntax = field.syntax else { return }
    if options.packed == true, !field.isPackable, unit.edition.isLegacy {
      report(
        "only repeated numbers, bools and enums can be packed", "packed", syntax)
    }
    let isMessage = field.type == .message && !field.isDelimited
    if options.lazy == true, !isMessage {
      report("only message fields can be lazy", "lazy", syntax)
    }
    if options.unverifiedLazy == true, !isMessage || field.isExtension {
      let what = field.isExtension ? "an extension cannot be" : "only message fields can be"
      report("\(what) lazy without verification", "unverified_lazy", syntax)
    }
    if let jstype = options.jstype, jstype != .jsNormal {
      switch field.type {
      case .int64, .uint64, .sint64, .fixed64, .sfixed64: break
      default: report("\"jstype\" is for 64-bit integers only", "jstype", syntax)
      }
    }
  }

  private func report(_ message: DiagnosticMessage, _ option: String, _ syntax: FieldSyntax) {
    let range = syntax.options.first { $0.plainName == option }?.nameRange ?? syntax.name.range
    unit.sink.error(message, at: range, help: "delete the option")
  }
}
