internal import MartletDescriptors
internal import MartletProtobuf

/// The rules of extensions and of the ranges that messages leave to them.
struct ExtensionChecks {
  typealias Declaration = Google.Protobuf.ExtensionRangeOptions.Declaration

  let unit: FileUnit
  let table: SymbolTable

  // MARK: - Extensions

  func check(_ field: FieldInfo) {
    guard let extendee = field.extendee, field.syntax?.number != nil else { return }
    if unit.edition == .proto3, !Self.optionMessages.contains(extendee.fullName) {
      unit.sink.error(
        "proto3 files can extend only the options of descriptor.proto",
        at: field.extendeeName?.range ?? field.name.range,
        help: "use a field of type google.protobuf.Any, or write the file in proto2")
      return
    }
    if field.label == .required {
      unit.sink.error(
        "an extension cannot be required", at: field.syntax?.labelRange ?? field.name.range)
    }
    checkLite(field, extendee)
    if extendee.isMessageSet { checkMessageSet(field) }
    // What is no number for a field at all has been reported.
    let max = extendee.isMessageSet ? FieldNumber.messageSetMax : FieldNumber.max
    guard field.number > 0, Int64(field.number) <= max else { return }
    guard let info = extendee.extensionRanges.first(where: { $0.range.contains(field.number) })
    else {
      let ranges = extendee.extensionRanges.prefix(5)
        .map { "\($0.range.first) to \($0.range.last)" }.joined(separator: ", ")
      unit.sink.error(
        "\"\(extendee.fullName)\" does not leave number \(field.number) to extensions",
        at: field.numberRange,
        help: ranges.isEmpty ? "it can have no extensions" : "it leaves \(ranges)",
        notes: [extendee.file.note("declared here", extendee.name.range)])
      return
    }
    if let earlier = table.extensions[extendee.fullName]?[field.number] {
      table.hasClashes = true
      let message: DiagnosticMessage =
        "extension number \(field.number) of \"\(extendee.fullName)\" is already used by "
        + "\"\(earlier.fullName)\""
      let notes = [earlier.file.note("first used here", earlier.numberRange)]
      // Files that were never meant to meet may come into one run, so this is no error then.
      if earlier.file === unit {
        unit.sink.error(message, at: field.numberRange, notes: notes)
      } else {
        unit.sink.warning(message, at: field.numberRange, notes: notes)
      }
    } else {
      table.extensions[extendee.fullName, default: [:]][field.number] = field
    }
    checkDeclared(field, of: extendee, info)
  }

  private func checkMessageSet(_ field: FieldInfo) {
    let isFit = field.label == .optional && field.type == .message && !field.isDelimited
    guard !isFit, let syntax = field.syntax else { return }
    unit.sink.error(
      "an extension of a message set is an optional message",
      at: field.label == .optional ? syntax.typeRange : syntax.labelRange)
  }

  private func checkLite(_ field: FieldInfo, _ extendee: MessageInfo) {
    guard unit.isLite, !extendee.file.isLite else { return }
    unit.sink.error(
      "a file for the lite runtime cannot extend \"\(extendee.fullName)\", whose file is not",
      at: field.extendeeName?.range ?? field.name.range,
      help: "delete: option optimize_for = LITE_RUNTIME;")
  }

  private static let optionMessages: Set<String> = {
    let targets: [OptionTarget] = [
      .file, .message, .field, .oneof, .enumeration, .enumValue, .service, .method,
      .extensionRange,
    ]
    var names = Set(targets.map(\.messageName))
    names.insert("google.protobuf.StreamOptions")
    names.insert("google.protobuf.SourceCodeInfo.Location")
    return names
  }()

  // MARK: - Declarations

  private func checkDeclared(
    _ field: FieldInfo, of extendee: MessageInfo, _ info: ExtensionRangeInfo
  ) {
    // protoc does not hold extensions of the options themselves to the declarations.
    if extendee.file.source.name == OptionTarget.schemaFile { return }
    guard let options = info.options else { return }
    let mustDeclare = options.verification == .declaration || !options.declaration.isEmpty
    guard mustDeclare else { return }
    let place = [extendee.file.note("the range", info.range.range)]
    guard let declared = options.declaration.first(where: { $0.number == field.number }) else {
      unit.sink.error(
        "number \(field.number) of \"\(extendee.fullName)\" is declared for no extension",
        at: field.numberRange, help: "declare it in the extension range", notes: place)
      return
    }
    if declared.reserved == true {
      unit.sink.error(
        "number \(field.number) of \"\(extendee.fullName)\" is declared as given up",
        at: field.numberRange, notes: place)
      return
    }
    if let name = declared.fullName, name != "." + field.fullName {
      unit.sink.error(
        "number \(field.number) of \"\(extendee.fullName)\" is declared for \"\(name)\"",
        at: field.name.range, notes: place)
    }
    if let type = declared.type, let actual = typeName(field), type != actual {
      unit.sink.error(
        "this extension is declared with type \"\(type)\", not \"\(actual)\"",
        at: field.syntax?.typeRange ?? field.name.range, notes: place)
    }
    if (declared.repeated ?? false) != field.isRepeated {
      let wanted = field.isRepeated ? "not repeated" : "repeated"
      unit.sink.error(
        "this extension is declared as \(wanted)",
        at: field.syntax?.labelRange ?? field.name.range, notes: place)
    }
  }

  private func typeName(_ field: FieldInfo) -> String? {
    if let message = field.message { return "." + message.fullName }
    if let enumeration = field.enumeration { return "." + enumeration.fullName }
    return field.type.flatMap { TypeLinker.scalarName(of: $0) }
  }

  /// Checks the declarations of a message's extension ranges by themselves.
  func checkDeclarations(_ message: MessageInfo) {
    var names: [String: TextRange] = [:]
    var numbers: [Int32: TextRange] = [:]
    for info in message.extensionRanges {
      guard let options = info.options, !options.declaration.isEmpty else { continue }
      let entries = info.syntax.options.filter { $0.plainName == "declaration" }
      if options.verification == .unverified {
        unit.sink.error(
          "a range with declarations cannot be unverified",
          at: info.syntax.options.first { $0.plainName == "verification" }?.nameRange
            ?? info.range.range)
      }
      for (index, declaration) in options.declaration.enumerated() {
        let place = DeclarationPlace(index < entries.count ? entries[index] : nil, info.range.range)
        let number = declaration.number ?? 0
        if !info.range.contains(number) {
          unit.sink.error(
            "declaration of number \(number), which is not in the range", at: place.of("number"))
        } else if let earlier = numbers[number] {
          unit.sink.error(
            "number \(number) is declared twice", at: place.of("number"),
            notes: [unit.note("first declared here", earlier)])
        } else {
          numbers[number] = place.of("number")
        }
        checkNames(declaration, &names, place)
      }
    }
  }

  /// Words with dots between them; protoc lets them begin with a digit here.
  private func isPath(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { Ascii.isLetter($0) || Ascii.isDigit($0) }
    }
  }

  /// Where the parts of one declaration stand, for one that is written as `declaration = { … }`.
  private struct DeclarationPlace {
    private let aggregate: AggregateSyntax?
    let whole: TextRange

    init(_ option: OptionSyntax?, _ fallback: TextRange) {
      whole = option?.value.range ?? fallback
      if case .aggregate(let aggregate)? = option?.value {
        self.aggregate = aggregate
      } else {
        self.aggregate = nil
      }
    }

    func of(_ field: String) -> TextRange { aggregate?.value(of: field)?.range ?? whole }
  }

  private func checkNames(
    _ declaration: Declaration, _ names: inout [String: TextRange], _ place: DeclarationPlace
  ) {
    if (declaration.fullName == nil) != (declaration.type == nil)
      || (declaration.fullName == nil && declaration.reserved != true)
    {
      unit.sink.error(
        "a declaration has both \"full_name\" and \"type\", or \"reserved: true\"", at: place.whole)
      return
    }
    if let name = declaration.fullName {
      if !name.hasPrefix(".") {
        unit.sink.error(
          "\"full_name\" begins with a dot: \".\(name)\"", at: place.of("full_name"))
      } else if let earlier = names[name] {
        unit.sink.error(
          "extension \"\(name)\" is declared twice", at: place.of("full_name"),
          notes: [unit.note("first declared here", earlier)])
      } else {
        names[name] = place.of("full_name")
      }
    }
    for (field, name) in [("full_name", declaration.fullName), ("type", declaration.type)] {
      guard let name, name.hasPrefix("."), !isPath(name.dropFirst()) else { continue }
      unit.sink.error("\"\(name)\" is not a name", at: place.of(field))
    }
    if let type = declaration.type, !type.hasPrefix("."), TypeLinker.scalars[type] == nil {
      unit.sink.error(
        "\"type\" is a scalar or a full name that begins with a dot: \".\(type)\"",
        at: place.of("type"))
    }
  }
}
