internal import MartletDescriptors
internal import MartletProtobuf

/// Enters everything that a file declares into the symbol table, so that names can be resolved
/// whatever the order of declarations. Items that are illegal where they stand are passed over;
/// the legality pass has reported them.
struct Declarer {
  let unit: FileUnit
  let table: SymbolTable

  static func run(_ unit: FileUnit, _ table: SymbolTable) {
    Declarer(unit: unit, table: table).declareFile()
  }

  private func declareFile() {
    for case .package(let package) in unit.syntax.items {
      table.declarePackage(package.name, unit)
    }
    let scope = unit.package
    for item in unit.syntax.items {
      switch item {
      case .message(let syntax): unit.messages.append(declareMessage(syntax, in: scope))
      case .enumeration(let syntax): unit.enums.append(declareEnum(syntax, in: scope))
      case .extend(let syntax):
        declareExtend(syntax, in: scope, fields: &unit.extensions, messages: &unit.messages)
      case .service(let syntax): declareService(syntax, in: scope)
      default: break
      }
    }
  }

  private func declareService(_ syntax: ServiceSyntax, in scope: String) {
    let fullName = Naming.join(scope, syntax.name.text)
    table.declare(.service, fullName, unit, syntax.name.range)
    unit.services.append(syntax)
    for case .method(let method) in syntax.items {
      table.declare(.method, Naming.join(fullName, method.name.text), unit, method.name.range)
    }
  }

  // MARK: - Messages

  private func declareMessage(_ syntax: MessageSyntax, in scope: String) -> MessageInfo {
    let fullName = Naming.join(scope, syntax.name.text)
    let info = MessageInfo(name: syntax.name, fullName: fullName, file: unit, syntax: syntax)
    table.declare(.message(info), fullName, unit, syntax.name.range)
    info.isMessageSet = isMessageSet(syntax)
    for item in syntax.items {
      switch item {
      case .field(let field): declareField(field, in: info, oneof: nil)
      case .oneof(let oneof): declareOneof(oneof, in: info)
      case .message(let message): info.nested.append(declareMessage(message, in: fullName))
      case .enumeration(let syntax): info.enums.append(declareEnum(syntax, in: fullName))
      case .extend(let extend):
        declareExtend(extend, in: fullName, fields: &info.extensions, messages: &info.nested)
      case .extensions(let syntax):
        for range in syntax.ranges {
          let max = info.isMessageSet ? FieldNumber.messageSetMax : FieldNumber.max
          let numbers = numberRange(range, max: max)
          info.extensionRanges.append(ExtensionRangeInfo(range: numbers, syntax: syntax))
        }
      case .reserved(let reserved):
        info.reservedRanges += reserved.ranges.map { numberRange($0, max: FieldNumber.max) }
        info.reservedNames += reserved.names
      default: break
      }
    }
    addSyntheticOneofs(info)
    return info
  }

  /// Told from the syntax, because it decides what "max" means in extension ranges.
  private func isMessageSet(_ syntax: MessageSyntax) -> Bool {
    syntax.items.optionStatements.contains { option in
      guard option.plainName == "message_set_wire_format",
        case .word(let word, false) = option.value
      else { return false }
      return word.text == "true"
    }
  }

  private func declareOneof(_ syntax: OneofSyntax, in message: MessageInfo) {
    let index = message.oneofs.count
    message.oneofs.append(OneofInfo(name: syntax.name.text, syntax: syntax))
    let fullName = Naming.join(message.fullName, syntax.name.text)
    table.declare(.oneof, fullName, unit, syntax.name.range)
    for case .field(let field) in syntax.items {
      declareField(field, in: message, oneof: index)
    }
  }

  private func declareField(_ syntax: FieldSyntax, in message: MessageInfo, oneof: Int?) {
    let field = makeField(
      syntax, scope: message.fullName, extendee: nil, isInOneof: oneof != nil, &message.nested)
    field.oneofIndex = oneof
    field.isProto3Optional =
      unit.edition == .proto3 && syntax.label == .optional && oneof == nil && !field.isMap
    message.fields.append(field)
    // A group in lower case would clash with its own field; legality has reported it.
    if field.typeName == nil, field.name.text == field.message?.name.text { return }
    table.declare(.field(field), field.fullName, unit, field.name.range)
  }

  /// proto3 keeps the presence of an `optional` field in a oneof of its own.
  private func addSyntheticOneofs(_ message: MessageInfo) {
    guard message.fields.contains(where: \.isProto3Optional) else { return }
    var names = Set(message.fields.map(\.name.text))
    names.formUnion(message.oneofs.map(\.name))
    for field in message.fields where field.isProto3Optional {
      var name = field.name.text
      if name.utf8.first != Ascii.underscore { name = "_" + name }
      while names.contains(name) { name = "X" + name }
      names.insert(name)
      field.oneofIndex = message.oneofs.count
      message.oneofs.append(OneofInfo(name: name, syntax: nil))
      let fullName = Naming.join(message.fullName, name)
      table.declare(.oneof, fullName, unit, field.name.range)
    }
  }

  private func declareExtend(
    _ syntax: ExtendSyntax, in scope: String, fields: inout [FieldInfo],
    messages: inout [MessageInfo]
  ) {
    for case .field(let item) in syntax.items {
      let field = makeField(
        item, scope: scope, extendee: syntax.extendee, isInOneof: false, &messages)
      field.isProto3Optional = unit.edition == .proto3 && item.label == .optional
      fields.append(field)
      table.declare(.extension(field), field.fullName, unit, field.name.range)
    }
  }

  private func makeField(
    _ syntax: FieldSyntax, scope: String, extendee: NameSyntax?, isInOneof: Bool,
    _ messages: inout [MessageInfo]
  ) -> FieldInfo {
    var name = syntax.name
    var typeName: NameSyntax?
    var isMap = false
    var type: MessageInfo?
    var label: FieldInfo.Proto.Label =
      switch syntax.label {
      case .repeated: .repeated
      case .required: .required
      default: .optional
      }
    switch syntax.kind {
    case .named(let type): typeName = type
    case .group(let body):
      let message = declareMessage(body, in: scope)
      messages.append(message)
      type = message
      name.text = Naming.lowercased(name.text)
    case .map(let key, let value, _):
      let entry = declareMapEntry(syntax, key, value, in: scope)
      messages.append(entry)
      type = entry
      isMap = true
      label = .repeated
    }
    let field = FieldInfo(
      name: name, fullName: Naming.join(scope, name.text), file: unit, scope: scope,
      syntax: syntax, optionStatements: syntax.options, number: syntax.number?.int32 ?? 0,
      numberRange: syntax.number?.range ?? syntax.name.range, label: label, typeName: typeName,
      extendeeName: extendee)
    field.message = type
    field.isMap = isMap
    if type != nil { field.type = isMap ? .message : .group }
    return field
  }

  private func declareMapEntry(
    _ syntax: FieldSyntax, _ key: NameSyntax, _ value: NameSyntax, in scope: String
  ) -> MessageInfo {
    let name = NameSyntax(
      text: Naming.mapEntryName(syntax.name.text), range: syntax.name.range)
    let fullName = Naming.join(scope, name.text)
    let entry = MessageInfo(name: name, fullName: fullName, file: unit, syntax: nil)
    let isNew = table.declare(.message(entry), fullName, unit, name.range)
    let features = syntax.options.filter(\.isFeature)
    for (number, part, type) in [(Int32(1), "key", key), (Int32(2), "value", value)] {
      let field = FieldInfo(
        name: NameSyntax(text: part, range: type.range), fullName: fullName + "." + part,
        file: unit, scope: fullName, syntax: nil, optionStatements: features, number: number,
        numberRange: type.range, label: .optional, typeName: type)
      entry.fields.append(field)
      if isNew { table.declare(.field(field), field.fullName, unit, type.range) }
    }
    return entry
  }

  // MARK: - Enums

  private func declareEnum(_ syntax: EnumSyntax, in scope: String) -> EnumInfo {
    let info = EnumInfo(name: syntax.name, scope: scope, file: unit, syntax: syntax)
    table.declare(.enumeration(info), info.fullName, unit, syntax.name.range)
    for item in syntax.items {
      switch item {
      case .enumValue(let value):
        info.values.append(
          EnumInfo.Value(name: value.name, number: value.number?.int32 ?? 0, syntax: value))
        let fullName = Naming.join(scope, value.name.text)
        table.declare(.enumValue(info), fullName, unit, value.name.range)
      case .reserved(let reserved):
        info.reservedRanges += reserved.ranges.map { numberRange($0, max: Int64(Int32.max)) }
        info.reservedNames += reserved.names
      default: break
      }
    }
    return info
  }

  private func numberRange(_ syntax: NumberRangeSyntax, max: Int64) -> NumberRange {
    let first = Self.bounded(syntax.first)
    let (last, lastRange): (Int64, TextRange) =
      switch syntax.last {
      case nil: (first, syntax.first.range)
      case .number(let number): (Self.bounded(number), number.range)
      case .max(let range): (max, range)
      }
    return NumberRange(
      first: first, last: last, range: syntax.range, firstRange: syntax.first.range,
      lastRange: lastRange)
  }
}

extension Declarer {
  /// The value of a number of a range, or one that is as much too large or small for any range
  /// but leaves room for arithmetic.
  private static func bounded(_ integer: IntegerSyntax) -> Int64 {
    let limit: Int64 = 1 << 40
    let value = integer.int64 ?? (integer.isNegative ? -limit : limit)
    return max(-limit, min(limit, value))
  }
}

/// The bounds of field numbers.
enum FieldNumber {
  static let max: Int64 = 536_870_911
  /// The largest number of an extension of a message set.
  static let messageSetMax = Int64(Int32.max) - 1
  /// Kept for protobuf's own use.
  static let implementation = 19_000...19_999
}
