internal import MartletDescriptors
internal import MartletProtobuf

/// Says which of the things that parse may not stand where they do, before any name is resolved.
///
/// The parser is lenient so that its messages can be about what was meant; here is what the
/// language allows: which statement in which body, labels by edition, the shape of reservations.
struct Legality {
  let sink: DiagnosticSink
  let edition: Google.Protobuf.Edition
  /// Whether statements were dropped, so that an empty body may not be the author's.
  private let isIncomplete: Bool
  private static let editionHelp =
    "write edition = \"2024\"; (or \"2023\", \"2026\"), syntax = \"proto3\"; "
    + "or syntax = \"proto2\";"

  private var isProto3: Bool { edition == .proto3 }
  private var isEdition: Bool { !edition.isLegacy }

  /// Checks a file. Returns its edition, or nil if that is not known.
  static func check(_ file: FileSyntax, sink: DiagnosticSink) -> Google.Protobuf.Edition? {
    let isIncomplete = sink.errorCount > 0
    var edition = Google.Protobuf.Edition.proto2
    var first: SyntaxStatement?
    for item in file.items {
      guard case .syntax(let statement) = item else { continue }
      let word = statement.isEdition ? "edition" : "syntax"
      if let first {
        sink.error(
          "the \(word) is declared twice", at: statement.range,
          notes: [.init(message: "first declared here", span: sink.span(first.range))])
        continue
      }
      first = statement
      // Not even an empty statement may stand before it.
      if statement.range.start != file.range.start {
        sink.error(
          "\"\(word)\" must be the first statement of the file", at: statement.range,
          help: "move it to the top")
      }
      if let known = self.edition(of: statement) {
        edition = known
      } else if statement.isEdition {
        // What looks wrong may be right in that edition.
        sink.removeAll()
        sink.error("there is no such edition", at: statement.valueRange, help: help(for: statement))
        return nil
      } else {
        sink.error("there is no such syntax", at: statement.valueRange, help: help(for: statement))
        edition = .proto3
      }
    }
    if first == nil, !file.items.isEmpty {
      sink.warning(
        "the file does not say its syntax, so it is read as proto2",
        at: TextRange(0, 0), help: "begin it with syntax = \"proto3\"; or syntax = \"proto2\";",
        edits: [(TextRange(0, 0), "syntax = \"proto2\";\n")])
    }
    Legality(sink: sink, edition: edition, isIncomplete: isIncomplete).checkFile(file)
    return edition
  }

  /// What to write instead; the other keyword, if the value is one of its values.
  private static func help(for statement: SyntaxStatement) -> String {
    let value = String(decoding: statement.value, as: UTF8.self)
    switch (statement.isEdition, value) {
    case (true, "proto2"), (true, "proto3"): return "write syntax = \"\(value)\";"
    case (false, "2023"), (false, "2024"), (false, "2026"): return "write edition = \"\(value)\";"
    case (false, "editions"): return "write edition = \"2024\";"
    default: return editionHelp
    }
  }

  private static func edition(of statement: SyntaxStatement) -> Google.Protobuf.Edition? {
    if statement.isEdition { return Google.Protobuf.Edition(spelling: statement.value) }
    switch statement.value {
    case Array("proto2".utf8): return .proto2
    case Array("proto3".utf8): return .proto3
    default: return nil
    }
  }

  // MARK: - Bodies

  private func checkFile(_ file: FileSyntax) {
    var package: PackageSyntax?
    var optionImport: ImportSyntax?
    for item in file.items {
      switch item {
      case .syntax, .option: break
      case .importing(let statement):
        checkImport(statement, after: optionImport)
        if statement.kind == .option { optionImport = statement }
      case .package(let statement):
        if let package {
          sink.error(
            "a file has one package", at: statement.range,
            notes: [.init(message: "the first one", span: sink.span(package.range))])
        } else {
          package = statement
        }
      case .message, .enumeration, .extend, .service: descend(item)
      default: misplaced(item, "at the top level of a file")
      }
    }
  }

  private func descend(_ item: ItemSyntax) {
    switch item {
    case .message(let message): checkMessage(message)
    case .enumeration(let enumeration): checkEnum(enumeration)
    case .extend(let extend): checkExtend(extend)
    case .service(let service): checkService(service)
    default: break
    }
  }

  private func checkMessage(_ message: MessageSyntax) {
    check(message.visibility)
    for item in message.items {
      switch item {
      case .option: break
      case .message, .enumeration, .extend: descend(item)
      case .field(let field):
        checkTypeIsNoKeyword(field)
        checkField(field)
      case .oneof(let oneof): checkOneof(oneof)
      case .reserved(let reserved): checkReserved(reserved)
      case .extensions(let extensions):
        if isProto3 {
          sink.error(
            "proto3 messages have no extension ranges", at: extensions.range,
            help: "use a field of type google.protobuf.Any, or write the file in proto2")
        }
      default: misplaced(item, "in a message")
      }
    }
  }

  private func checkOneof(_ oneof: OneofSyntax) {
    if oneof.items.count == oneof.items.optionStatements.count, !isIncomplete {
      sink.error(
        "oneof \"\(oneof.name.text)\" is empty", at: oneof.name.range,
        help: "give it a field, or delete it")
    }
    for item in oneof.items {
      switch item {
      case .option: break
      case .field(let field):
        if field.label != nil {
          sink.error(
            "a field of a oneof has no label", at: field.labelRange, help: "delete the label",
            edits: [(field.labelRange, "")])
        }
        if case .map(_, _, let range) = field.kind {
          sink.error(
            "a oneof cannot hold a map", at: range,
            help: "put the map into a message, and a field of that type here")
        }
        checkGroup(field)
      default: misplaced(item, "in a oneof")
      }
    }
  }

  private func checkExtend(_ extend: ExtendSyntax) {
    if extend.items.isEmpty, !isIncomplete {
      sink.error(
        "this extends \"\(extend.extendee.text)\" by nothing", at: extend.extendee.range,
        help: "give it a field, or delete it")
    }
    for item in extend.items {
      guard case .field(let field) = item else {
        misplaced(item, "in an extension")
        continue
      }
      if case .map(_, _, let range) = field.kind {
        sink.error(
          "an extension cannot be a map", at: range,
          help: "put the map into a message, and extend by a field of that type")
      } else {
        checkField(field)
      }
    }
  }

  private func checkEnum(_ enumeration: EnumSyntax) {
    check(enumeration.visibility)
    var hasValue = false
    for item in enumeration.items {
      switch item {
      case .option: break
      case .enumValue: hasValue = true
      case .reserved(let reserved): checkReserved(reserved)
      default:
        misplaced(item, "in an enum")
        hasValue = true
      }
    }
    if !hasValue, !isIncomplete {
      let name = Naming.shouted(enumeration.name.text)
      sink.error(
        "enum \"\(enumeration.name.text)\" has no values", at: enumeration.name.range,
        help: "give it one: \(name)_UNSPECIFIED = 0;")
    }
  }

  private func checkService(_ service: ServiceSyntax) {
    for item in service.items {
      switch item {
      case .option: break
      case .method(let method):
        for item in method.items {
          if case .option = item { continue }
          misplaced(item, "in a method")
        }
      default: misplaced(item, "in a service")
      }
    }
  }

  // MARK: - Fields

  private func checkField(_ field: FieldSyntax) {
    checkGroup(field)
    if case .map = field.kind {
      if field.label != nil {
        sink.error(
          "a map has no label", at: field.labelRange, help: "delete the label",
          edits: [(field.labelRange, "")])
      }
      return
    }
    switch field.label {
    case nil where edition == .proto2:
      sink.error(
        "a proto2 field needs a label", at: field.typeRange,
        help: "write \"optional\", \"repeated\" or \"required\" before the type")
    case .required where isProto3:
      sink.error(
        "proto3 has no required fields", at: field.labelRange, help: "delete \"required\"",
        edits: [(field.labelRange, "")])
    case .required where isEdition:
      sink.error(
        "editions have no label \"required\"", at: field.labelRange,
        help: "write [features.field_presence = LEGACY_REQUIRED] instead, if it must be")
    case .optional where isEdition:
      sink.error(
        "editions have no label \"optional\"", at: field.labelRange,
        help: "delete it: fields know whether they were set unless features.field_presence says "
          + "otherwise",
        edits: [(field.labelRange, "")])
    default: break
    }
  }

  /// Where `export` and `local` are keywords, a field cannot begin with a type of that name.
  private func checkTypeIsNoKeyword(_ field: FieldSyntax) {
    guard edition.isAtLeast(.edition2024), field.label == nil, case .named(let type) = field.kind,
      let first = type.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        .first, first == "export" || first == "local"
    else { return }
    sink.error(
      "\"\(first)\" is a keyword here, not the name of a type", at: type.range,
      help: "write its full name with a dot in front")
  }

  private func check(_ visibility: VisibilitySyntax?) {
    guard let visibility, !edition.isAtLeast(.edition2024) else { return }
    sink.error(
      "\"export\" and \"local\" are for edition 2024 and later", at: visibility.range,
      help: "delete it: in \(edition.noun) all messages and enums are exported",
      edits: [(visibility.range, "")])
  }

  private func checkGroup(_ field: FieldSyntax) {
    guard case .group(let body) = field.kind else { return }
    if edition != .proto2 {
      let keyword = body.range.start
      sink.error(
        "\(isProto3 ? "proto3 has" : "editions have") no groups",
        at: TextRange(start: keyword, end: keyword + 5),
        help: "declare a message and a field of that type"
          + (isProto3 ? "" : ", with features.message_encoding = DELIMITED"))
    } else if let first = body.name.text.utf8.first, !Ascii.isUpper(first) {
      sink.error(
        "the name of a group must begin with a capital letter", at: body.name.range)
    }
    checkMessage(body)
  }

  // MARK: - Reservations and imports

  private func checkReserved(_ reserved: ReservedSyntax) {
    if let range = reserved.ranges.first?.range, let name = reserved.names.first {
      sink.error(
        "one statement cannot reserve both numbers and names",
        at: name.range.start > range.start ? name.range : range, help: "write two statements")
    }
    for name in reserved.names {
      if isEdition {
        guard name.isQuoted else { continue }
        sink.error(
          "in editions a reserved name stands without quotes", at: name.range,
          help: "write \(name.text)", edits: [(name.range, name.text)])
      } else if !name.isQuoted {
        sink.error(
          "a reserved name stands in quotes", at: name.range, help: "write \"\(name.text)\"",
          edits: [(name.range, "\"\(name.text)\"")])
      } else if !Ascii.isIdentifier(name.text) {
        sink.warning(
          "\"\(name.text)\" cannot be a name anyway", at: name.range,
          help: "reserve each name by itself, as the field would spell it")
      }
    }
  }

  private func checkImport(_ statement: ImportSyntax, after optionImport: ImportSyntax?) {
    if let fault = Path.importFault(statement.path) {
      sink.error(
        fault, at: statement.pathRange,
        help: "import paths are relative to an import root: \"foo/bar.proto\"")
    } else if statement.kind == .option {
      if edition.isAtLeast(.edition2024) { return }
      sink.error(
        "\"import option\" needs edition 2024", at: statement.range, help: "write \"import\"")
    } else if statement.kind == .weak, edition.isAtLeast(.edition2024) {
      sink.error(
        "there are no weak imports from edition 2024 on", at: statement.range,
        help: "write \"import\", or \"import option\" for a file of options")
    } else if let optionImport {
      sink.error(
        "an import stands before all option imports", at: statement.range, help: "move it up",
        notes: [.init(message: "the option import", span: sink.span(optionImport.range))])
    }
  }

  private func misplaced(_ item: ItemSyntax, _ place: String) {
    let (what, range, help) = description(item)
    sink.error("\(what) cannot stand \(place)", at: range, help: help)
  }

  private func description(_ item: ItemSyntax) -> (String, TextRange, String?) {
    switch item {
    case .syntax(let item): ("\"syntax\"", item.range, "move it to the top of the file")
    case .package(let item): ("\"package\"", item.range, "move it to the top of the file")
    case .importing(let item): ("an import", item.range, "move it to the top of the file")
    case .option(let item): ("an option", item.range, nil)
    case .message(let item): ("a message", item.name.range, "move it out")
    case .field(let item): ("a field", item.name.range, "put it into a message")
    case .oneof(let item): ("a oneof", item.name.range, "put it into a message")
    case .enumeration(let item): ("an enum", item.name.range, "move it out")
    case .enumValue(let item): ("an enum value", item.range, "put it into an enum")
    case .extend(let item):
      ("\"extend\"", item.extendee.range, "move it to the top level or into a message")
    case .extensions(let item): ("an extension range", item.range, "put it into a message")
    case .reserved(let item): ("\"reserved\"", item.range, "put it into a message or an enum")
    case .service(let item): ("a service", item.name.range, "move it to the top level")
    case .method(let item): ("a method", item.name.range, "put it into a service")
    }
  }
}
