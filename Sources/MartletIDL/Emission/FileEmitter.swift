internal import MartletDescriptors
internal import MartletProtobuf

/// Writes the descriptor of one file whose names are resolved, interpreting options on the way.
///
/// The result is what protoc writes for the same file, without source locations.
struct FileEmitter {
  let unit: FileUnit
  let types: TypeLinker
  let options: OptionInterpreter

  func emit() -> Google.Protobuf.FileDescriptorProto {
    var file = Google.Protobuf.FileDescriptorProto()
    file.name = unit.source.name
    if !unit.package.isEmpty { file.package = unit.package }
    for entry in unit.imports {
      let index = Int32(clamping: file.dependency.count)
      switch entry.syntax.kind {
      case .plain: break
      case .public: file.publicDependency.append(index)
      case .weak: file.weakDependency.append(index)
      case .option:
        file.optionDependency.append(entry.syntax.path)
        continue
      }
      file.dependency.append(entry.syntax.path)
    }
    file.messageType = unit.messages.map(emit)
    file.enumType = unit.enums.map(emit)
    file.service = unit.services.map(emit)
    file.extension = unit.extensions.map(emit)
    let statements = unit.syntax.items.optionStatements
    file.options = options.interpret(statements, on: .file, in: unit.package).written
    if unit.edition == .proto3 {
      file.syntax = "proto3"
    } else if !unit.edition.isLegacy {
      file.syntax = "editions"
      file.edition = unit.edition
    }
    return file
  }

  // MARK: - Messages

  private func emit(_ message: MessageInfo) -> Google.Protobuf.DescriptorProto {
    var result = Google.Protobuf.DescriptorProto()
    result.name = message.name.text
    if let syntax = message.syntax {
      result.options = emitOptions(syntax.items.optionStatements, of: message)
    } else {
      var options = Google.Protobuf.MessageOptions()
      options.mapEntry = true
      result.options = options
    }
    result.field = message.fields.map(emit)
    result.extension = message.extensions.map(emit)
    result.nestedType = message.nested.map(emit)
    result.enumType = message.enums.map(emit)
    result.oneofDecl = message.oneofs.map { emit($0, in: message) }
    result.extensionRange = emitExtensionRanges(message)
    for range in message.reservedRanges {
      var reserved = Google.Protobuf.DescriptorProto.ReservedRange()
      reserved.start = Int32(clamping: range.first)
      reserved.end = Int32(clamping: range.last + 1)
      result.reservedRange.append(reserved)
    }
    result.reservedName = message.reservedNames.map(\.text)
    result.visibility = emit(message.syntax?.visibility)
    return result
  }

  private func emit(_ visibility: VisibilitySyntax?) -> Google.Protobuf.SymbolVisibility? {
    visibility.map { $0.isExported ? .visibilityExport : .visibilityLocal }
  }

  private func emitOptions(
    _ statements: [OptionSyntax], of message: MessageInfo
  ) -> Google.Protobuf.MessageOptions? {
    let result: OptionInterpreter.Interpreted<Google.Protobuf.MessageOptions> =
      options.interpret(statements, on: .message, in: Naming.parent(message.fullName))
    message.allowsJSONConflicts = result.all.allowConflicts
    return result.written
  }

  private func emit(
    _ oneof: OneofInfo, in message: MessageInfo
  ) -> Google.Protobuf.OneofDescriptorProto {
    var result = Google.Protobuf.OneofDescriptorProto()
    result.name = oneof.name
    let statements = oneof.syntax?.items.optionStatements ?? []
    result.options = options.interpret(statements, on: .oneof, in: message.fullName).written
    return result
  }

  /// One statement may give several ranges, all of which carry its options.
  private func emitExtensionRanges(
    _ message: MessageInfo
  ) -> [Google.Protobuf.DescriptorProto.ExtensionRange] {
    typealias Options = OptionInterpreter.Interpreted<Google.Protobuf.ExtensionRangeOptions>
    var last: (syntax: ExtensionsSyntax, options: Options)?
    return message.extensionRanges.indices.map { index in
      let info = message.extensionRanges[index]
      var result = Google.Protobuf.DescriptorProto.ExtensionRange()
      result.start = Int32(clamping: info.range.first)
      result.end = Int32(clamping: info.range.last + 1)
      let rangeOptions: Options
      if let last, last.syntax === info.syntax {
        rangeOptions = last.options
      } else {
        rangeOptions = options.interpret(
          info.syntax.options, on: .extensionRange, in: message.fullName)
        last = (info.syntax, rangeOptions)
      }
      result.options = rangeOptions.written
      message.extensionRanges[index].options = rangeOptions.all
      return result
    }
  }

  // MARK: - Fields

  private func emit(_ field: FieldInfo) -> Google.Protobuf.FieldDescriptorProto {
    var result = Google.Protobuf.FieldDescriptorProto()
    result.name = field.name.text
    result.number = field.number
    result.label = field.label
    result.type = field.type
    if let message = field.message {
      result.typeName = "." + message.fullName
    } else if let enumeration = field.enumeration {
      result.typeName = "." + enumeration.fullName
    }
    if let extendee = field.extendee { result.extendee = "." + extendee.fullName }
    if let index = field.oneofIndex { result.oneofIndex = Int32(clamping: index) }
    if field.isProto3Optional { result.proto3Optional = true }

    // What a map says wrong about its features is said once, not for key and value again.
    let isRepetition = field.syntax == nil && unit.sink.errorCount > 0
    if !field.optionStatements.isEmpty, !isRepetition {
      let rest = PseudoOptions(unit: unit).apply(field.optionStatements, to: field, &result)
      var options = options
      options.notes = field.syntax != nil
      let interpreted: OptionInterpreter.Interpreted<Google.Protobuf.FieldOptions> =
        options.interpret(rest, on: .field, in: field.scope)
      result.options = interpreted.written
      field.options = interpreted.all
    }
    result.jsonName = field.jsonName
    return result
  }

  // MARK: - Enums

  private func emit(_ enumeration: EnumInfo) -> Google.Protobuf.EnumDescriptorProto {
    var result = Google.Protobuf.EnumDescriptorProto()
    result.name = enumeration.name.text
    result.value = enumeration.values.indices.map { emit(valueAt: $0, in: enumeration) }
    let interpreted: OptionInterpreter.Interpreted<Google.Protobuf.EnumOptions> =
      options.interpret(
        enumeration.syntax.items.optionStatements, on: .enumeration, in: enumeration.scope)
    result.options = interpreted.written
    enumeration.allowAlias = interpreted.all?.allowAlias
    enumeration.allowsNameConflicts = interpreted.all.allowConflicts
    for range in enumeration.reservedRanges {
      var reserved = Google.Protobuf.EnumDescriptorProto.EnumReservedRange()
      reserved.start = Int32(clamping: range.first)
      reserved.end = Int32(clamping: range.last)
      result.reservedRange.append(reserved)
    }
    result.reservedName = enumeration.reservedNames.map(\.text)
    result.visibility = emit(enumeration.syntax.visibility)
    return result
  }

  private func emit(
    valueAt index: Int, in enumeration: EnumInfo
  ) -> Google.Protobuf.EnumValueDescriptorProto {
    let value = enumeration.values[index]
    var result = Google.Protobuf.EnumValueDescriptorProto()
    result.name = value.name.text
    result.number = value.number
    if !value.syntax.options.isEmpty {
      let interpreted: OptionInterpreter.Interpreted<Google.Protobuf.EnumValueOptions> =
        options.interpret(value.syntax.options, on: .enumValue, in: enumeration.scope)
      result.options = interpreted.written
      enumeration.valueSupport[index] = interpreted.all?.featureSupport
      if interpreted.all?.debugRedact == true { enumeration.hasRedactedValue = true }
      enumeration.jsonNames[index] = interpreted.tree.flatMap(jsonName)
    }
    return result
  }

  /// What `(pb.enumvalue.json)` says, if it is set.
  private func jsonName(_ options: OptionTree) -> EnumInfo.JSONName? {
    guard let entry = options.entries.first(where: { $0.field.fullName == "pb.enumvalue.json" }),
      case .message(let json)? = entry.values.first
    else { return nil }
    guard let string = json.entries.first(where: { $0.field.number == 1 }),
      case .bytes(let text)? = string.values.first
    else { return .init(text: nil, range: entry.range) }
    return .init(text: text, range: string.range)
  }

  // MARK: - Services

  private func emit(_ service: ServiceSyntax) -> Google.Protobuf.ServiceDescriptorProto {
    var result = Google.Protobuf.ServiceDescriptorProto()
    result.name = service.name.text
    let fullName = Naming.join(unit.package, service.name.text)
    for case .method(let method) in service.items {
      result.method.append(emit(method, in: fullName))
    }
    let statements = service.items.optionStatements
    result.options = options.interpret(statements, on: .service, in: unit.package).written
    return result
  }

  private func emit(
    _ method: MethodSyntax, in service: String
  ) -> Google.Protobuf.MethodDescriptorProto {
    var result = Google.Protobuf.MethodDescriptorProto()
    result.name = method.name.text
    if let input = types.message(method.input, in: service, "a request") {
      result.inputType = "." + input.fullName
    }
    if let output = types.message(method.output, in: service, "a response") {
      result.outputType = "." + output.fullName
    }
    if method.inputIsStream { result.clientStreaming = true }
    if method.outputIsStream { result.serverStreaming = true }
    let statements = method.items.optionStatements
    result.options = options.interpret(statements, on: .method, in: service).written
    // Braces make options, even without anything in them.
    if method.body != nil, statements.isEmpty {
      result.options = Google.Protobuf.MethodOptions()
    }
    return result
  }
}

extension Array where Element == ItemSyntax {
  /// The `option …;` statements among the items.
  var optionStatements: [OptionSyntax] {
    var result: [OptionSyntax] = []
    for case .option(let option) in self { result.append(option) }
    return result
  }
}
