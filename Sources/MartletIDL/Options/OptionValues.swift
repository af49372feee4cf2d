internal import MartletDescriptors
internal import MartletProtobuf

/// Converts values as written into values of a field's type: the strict rules of option statements
/// at the top, the looser ones of the text format inside of `{ … }`.
struct OptionValues {
  let unit: FileUnit
  /// What the option is set on; nil for what is no option, and within groups, where protoc does
  /// not ask.
  var target: OptionTarget?
  /// Whether the fields and enum values that are used are noted for later checks.
  var notes: Bool
  /// The extension of a message that a name in an aggregate means; reports what it does not find.
  let findExtension: (NameSyntax, MessageInfo) -> FieldInfo?
  /// A message by its full name, for `google.protobuf.Any`.
  let findMessage: (String) -> MessageInfo?

  /// The value for `field`, or nil after a report.
  func convert(
    _ value: OptionValueSyntax, for field: FieldInfo, spelling: String
  ) -> OptionValue? {
    convert(value, for: field, called: "option \"\(spelling)\"", isText: false)
  }

  /// The same, with words of the caller's to call the value by in messages.
  func convert(
    _ value: OptionValueSyntax, for field: FieldInfo, called name: String
  ) -> OptionValue? {
    convert(value, for: field, called: name, isText: false)
  }

  private func convert(
    _ value: OptionValueSyntax, for field: FieldInfo, called name: String, isText: Bool
  ) -> OptionValue? {
    if case .list = value {
      if isText { return fault("a list cannot hold a list", value) }
      return fault(
        "a list stands only inside of { … }", value,
        help: field.isRepeated ? "set the option once for each value" : nil)
    }
    switch field.type {
    case .int32, .sint32, .sfixed32:
      return signed(value, Int64(Int32.min)...Int64(Int32.max), name)
    case .int64, .sint64, .sfixed64: return signed(value, Int64.min...Int64.max, name)
    case .uint32, .fixed32: return unsigned(value, UInt64(UInt32.max), name)
    case .uint64, .fixed64: return unsigned(value, UInt64.max, name)
    case .float, .double: return number(value, name, isText: isText)
    case .bool: return bool(value, name, isText: isText)
    case .string, .bytes: return string(value, field, name)
    case .enum: return enumeration(value, field, name, isText: isText)
    case .message, .group:
      guard let type = field.message else { return nil }
      guard case .aggregate(let aggregate) = value else {
        return fault("\(name) takes a message: { … }", value)
      }
      var inner = self
      if field.isDelimited { inner.target = nil }
      return inner.convert(aggregate, type).map(OptionValue.message)
    default: return nil
    }
  }

  private func fault(
    _ message: DiagnosticMessage, _ value: OptionValueSyntax, help: String? = nil
  ) -> OptionValue? {
    unit.sink.error(message, at: value.range, help: help)
    return nil
  }

  // MARK: - Scalars

  private func signed(
    _ value: OptionValueSyntax, _ bounds: ClosedRange<Int64>, _ name: String
  ) -> OptionValue? {
    guard case .integer(let integer) = value else {
      return fault("\(name) takes an integer", value)
    }
    guard let number = integer.int64, bounds.contains(number) else {
      return fault(
        "\(name) takes an integer from \(bounds.lowerBound) to \(bounds.upperBound)", value)
    }
    return .signed(number)
  }

  private func unsigned(
    _ value: OptionValueSyntax, _ max: UInt64, _ name: String
  ) -> OptionValue? {
    guard case .integer(let integer) = value, !integer.isNegative,
      let number = integer.magnitude, number <= max
    else { return fault("\(name) takes an integer from 0 to \(max)", value) }
    return .unsigned(number)
  }

  private func number(_ value: OptionValueSyntax, _ name: String, isText: Bool) -> OptionValue? {
    switch value {
    case .float(let number, _): return .number(number)
    case .integer(let integer):
      if isText, !integer.isDecimal {
        return fault("\(name) takes a decimal number", value)
      }
      if let magnitude = integer.magnitude {
        return .number(integer.isNegative ? -Double(magnitude) : Double(magnitude))
      }
    case .word(let word, let isNegative):
      let text = isText ? Naming.lowercased(word.text) : word.text
      if text == "inf" || (isText && text == "infinity") {
        return .number(isNegative ? -.infinity : .infinity)
      }
      if text == "nan" { return .number(isNegative && isText ? -Double.nan : .nan) }
    default: break
    }
    return fault("\(name) takes a number", value)
  }

  private func bool(_ value: OptionValueSyntax, _ name: String, isText: Bool) -> OptionValue? {
    if case .word(let word, false) = value {
      switch word.text {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "True", "t": if isText { return .bool(true) }
      case "False", "f": if isText { return .bool(false) }
      default: break
      }
    }
    if isText, case .integer(let integer) = value, !integer.isNegative {
      if integer.magnitude == 0 { return .bool(false) }
      if integer.magnitude == 1 { return .bool(true) }
    }
    return fault("\(name) takes \"true\" or \"false\"", value)
  }

  private func string(
    _ value: OptionValueSyntax, _ field: FieldInfo, _ name: String
  ) -> OptionValue? {
    guard case .string(let bytes, _) = value else {
      var help: String?
      if case .word(let word, false) = value { help = "write \"\(word.text)\"" }
      return fault("\(name) takes a string in quotes", value, help: help)
    }
    // protoc does not look at this in files that are only imported; in others it dies of it.
    if field.type == .string, field.features.utf8Validation == .verify, unit.isRequested,
      String(validating: bytes, as: UTF8.self) == nil
    {
      return fault("\(name) takes text, and this is not UTF-8", value)
    }
    return .bytes(bytes)
  }

  private func enumeration(
    _ value: OptionValueSyntax, _ field: FieldInfo, _ name: String, isText: Bool
  ) -> OptionValue? {
    guard let type = field.enumeration else { return nil }
    if case .word(let word, false) = value {
      if let found = type.values.first(where: { $0.name.text == word.text }) {
        if notes { unit.noteUse(of: found.number, in: type, at: value.range) }
        unit.warnIfDeprecated(found, in: type, at: value.range)
        return .enumeration(found.number)
      }
      return fault(
        "enum \"\(type.fullName)\" has no value \"\(word.text)\"", value,
        help: type.advice(on: word.text))
    }
    if isText, case .integer(let integer) = value, let number = integer.int32 {
      if !type.isClosed || type.values.contains(where: { $0.number == number }) {
        if notes { unit.noteUse(of: number, in: type, at: value.range) }
        return .enumeration(number)
      }
      return fault("enum \"\(type.fullName)\" has no value \(number)", value)
    }
    return fault("\(name) takes a value of enum \"\(type.fullName)\" by its name", value)
  }

  // MARK: - Aggregates

  private func convert(_ aggregate: AggregateSyntax, _ type: MessageInfo) -> OptionTree? {
    let tree = OptionTree(type: type)
    var isGood = true
    for entry in aggregate.entries {
      if case .any(let prefix, let name) = entry.name {
        if !convertAny(entry, prefix, name, in: tree) { isGood = false }
        continue
      }
      if isReserved(entry, in: type) { continue }
      guard let field = find(entry, in: type), assign(entry, field, in: tree) else {
        isGood = false
        continue
      }
    }
    if isGood, let missing = tree.missingField {
      unit.sink.error(
        "required field \"\(missing)\" of \"\(type.fullName)\" is not set", at: aggregate.range)
      return nil
    }
    return isGood ? tree : nil
  }

  /// Fields with reserved names are passed over, whatever their values.
  private func isReserved(_ entry: AggregateSyntax.Entry, in type: MessageInfo) -> Bool {
    guard case .field(let name) = entry.name,
      let reserved = type.reservedNames.first(where: { $0.text == name.text }),
      type.field(named: name.text) == nil
    else { return false }
    if case .aggregate = entry.value {
    } else if !entry.hasColon {
      unit.sink.error("expected \":\" before the value of \"\(name.text)\"", at: entry.value.range)
      return true
    }
    unit.sink.warning(
      "\"\(name.text)\" is a reserved name of \"\(type.fullName)\": its value is passed over",
      at: name.range, help: "delete it", notes: [type.file.note("reserved here", reserved.range)])
    return true
  }

  private func find(_ entry: AggregateSyntax.Entry, in type: MessageInfo) -> FieldInfo? {
    switch entry.name {
    case .any: return nil
    case .extension(let name):
      if type.fullName == "google.protobuf.Any" {
        unit.sink.error(
          "a google.protobuf.Any takes the type of its value with a host before it", at: name.range,
          help: "write [type.googleapis.com/\(name.text)]")
        return nil
      }
      return findExtension(name, type)
    case .field(let name):
      // A group goes by the name of its type too.
      if let field = type.field(named: name.text) { return field }
      if let group = type.field(named: Naming.lowercased(name.text)), group.isGroupLike,
        group.message?.name.text == name.text
      {
        return group
      }
      let guess = Spelling.nearest(to: name.text, in: type.fields.map(\.name.text))
      unit.sink.error(
        "\"\(type.fullName)\" has no field \"\(name.text)\"", at: entry.range,
        help: guess.map { "did you mean \"\($0)\"?" })
      return nil
    }
  }

  private func assign(
    _ entry: AggregateSyntax.Entry, _ field: FieldInfo, in tree: OptionTree
  ) -> Bool {
    let name = "field \"\(field.name.text)\""
    if notes { unit.noteUse(of: field, on: target, at: entry.range) }
    if !field.isRepeated {
      if let earlier = tree.entry(of: field)?.range ?? tree.any?.range {
        unit.sink.error(
          "\(name) is set twice", at: entry.range,
          notes: [unit.note("first set here", earlier)])
        return false
      }
      if let index = field.oneofIndex,
        let rival = tree.entries.first(where: {
          $0.field.oneofIndex == index && !$0.field.isExtension
        })
      {
        unit.sink.error(
          "\(name) and field \"\(rival.field.name.text)\" are of one oneof; set only one of them",
          at: entry.range, notes: [unit.note("the other one", rival.range)])
        return false
      }
    }
    if !entry.hasColon, field.message == nil {
      unit.sink.error("expected \":\" before the value of \(name)", at: entry.value.range)
      return false
    }
    guard case .list(let values, let range) = entry.value else {
      guard let value = convert(entry.value, for: field, called: name, isText: true) else {
        return false
      }
      tree.append(value, to: field, at: entry.range)
      return true
    }
    if !field.isRepeated {
      unit.sink.error("\(name) is not repeated, so it takes no list", at: range)
      return false
    }
    var isGood = true
    for item in values {
      if let value = convert(item, for: field, called: name, isText: true) {
        tree.append(value, to: field, at: entry.range)
      } else {
        isGood = false
      }
    }
    return isGood
  }

  private func convertAny(
    _ entry: AggregateSyntax.Entry, _ prefix: NameSyntax, _ name: NameSyntax, in tree: OptionTree
  ) -> Bool {
    guard tree.type.fullName == "google.protobuf.Any" else {
      unit.sink.error(
        "only a google.protobuf.Any takes a value by the name of its type", at: entry.range)
      return false
    }
    guard prefix.text == "type.googleapis.com" || prefix.text == "type.googleprod.com" else {
      unit.sink.error(
        "the name of the type must begin with \"type.googleapis.com/\"", at: prefix.range)
      return false
    }
    if let earlier = tree.any?.range ?? tree.entries.first?.range {
      unit.sink.error(
        "this google.protobuf.Any has a value already", at: entry.range,
        notes: [unit.note("first set here", earlier)])
      return false
    }
    guard let type = findMessage(name.text) else {
      unit.sink.error("there is no message \"\(name.text)\"", at: name.range)
      return false
    }
    guard case .aggregate(let aggregate) = entry.value else {
      unit.sink.error("this takes a message: { … }", at: entry.value.range)
      return false
    }
    // To protoc the value of an Any is no more than bytes.
    var inner = self
    inner.notes = false
    guard let message = inner.convert(aggregate, type) else { return false }
    tree.any = .init(url: prefix.text + "/" + name.text, message: message, range: entry.range)
    return true
  }
}
