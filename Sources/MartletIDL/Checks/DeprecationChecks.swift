internal import MartletDescriptors
internal import MartletProtobuf

/// Warns where a file uses what is deprecated, unless what uses it is deprecated too.
struct DeprecationChecks {
  let unit: FileUnit
  let table: SymbolTable

  func run() {
    // Nobody who only imports a file can act on this.
    guard unit.isRequested, unit.proto.options?.deprecated != true else { return }
    for entry in unit.imports where entry.unit?.proto.options?.deprecated == true {
      unit.sink.warning("\"\(entry.syntax.path)\" is deprecated", at: entry.syntax.pathRange)
    }
    for message in unit.messages { check(message) }
    checkExtensions(unit.extensions)
    for (service, proto) in zip(unit.services, unit.proto.service) { check(service, proto) }
  }

  private func check(_ message: MessageInfo) {
    if message.isDeprecated { return }
    for field in message.fields { check(field) }
    checkExtensions(message.extensions)
    for nested in message.nested { check(nested) }
  }

  /// Entries of maps are checked as the messages that they are, at the places of their types.
  private func check(_ field: FieldInfo) {
    guard field.options?.deprecated != true, let name = field.typeName else { return }
    if let type = field.message, type.isDeprecated {
      warn(type.fullName, at: name.range, type.file.note("deprecated here", type.name.range))
    } else if let type = field.enumeration, type.isDeprecated {
      warn(type.fullName, at: name.range, type.file.note("deprecated here", type.name.range))
    }
  }

  private func checkExtensions(_ fields: [FieldInfo]) {
    var seen: Set<Int32> = []
    for field in fields {
      check(field)
      // The fields of one block share its place.
      guard let name = field.extendeeName, let extendee = field.extendee, extendee.isDeprecated,
        field.options?.deprecated != true, seen.insert(name.range.start).inserted
      else { continue }
      warn(
        extendee.fullName, at: name.range,
        extendee.file.note("deprecated here", extendee.name.range))
    }
  }

  private func check(
    _ service: ServiceSyntax, _ proto: Google.Protobuf.ServiceDescriptorProto
  ) {
    if proto.options?.deprecated == true { return }
    var methods = proto.method.makeIterator()
    for case .method(let syntax) in service.items {
      guard let method = methods.next(), method.options?.deprecated != true else { continue }
      checkType(method.inputType, at: syntax.input.range)
      checkType(method.outputType, at: syntax.output.range)
    }
  }

  /// A message by its full name, with the dot before it.
  private func checkType(_ name: String?, at range: TextRange) {
    guard let name, case .message(let type)? = table.symbols[String(name.dropFirst())]?.kind,
      type.isDeprecated
    else { return }
    warn(type.fullName, at: range, type.file.note("deprecated here", type.name.range))
  }

  private func warn(_ name: String, at range: TextRange, _ note: Diagnostic.Note) {
    unit.sink.warning("\"\(name)\" is deprecated", at: range, notes: [note])
  }
}

extension [OptionSyntax] {
  /// Whether `deprecated = true` is among them.
  var setsDeprecated: Bool {
    contains { option in
      guard option.plainName == "deprecated", case .word(let word, false) = option.value else {
        return false
      }
      return word.text == "true"
    }
  }
}
