/// Explains a name that means nothing, with the nearest thing that would.
struct Suggestions {
  let unit: FileUnit
  let table: SymbolTable

  /// Reports an undefined type, unless the file or what it imports is known to be cut short.
  func reportUndefined(
    _ name: NameSyntax, in scope: String, hidden: Symbol?, resolvedTo: String?
  ) {
    if unit.mayLackDeclarations { return }
    table.note(Missed(name.text, in: scope, resolvedTo: resolvedTo))
    if let hidden, unit.visibleToOptions.contains(hidden.file.index) {
      unit.sink.error(
        "\"\(name.text)\" is defined in \"\(hidden.file.source.name)\", "
          + "which is imported for its options only",
        at: name.range, help: "write: import \"\(hidden.file.source.name)\";",
        notes: [hidden.file.note("defined here", hidden.range)])
      return
    }
    if let hidden {
      unit.sink.error(
        "\"\(name.text)\" is defined in \"\(hidden.file.source.name)\", which is not imported",
        at: name.range, rule: "missing-import", help: "add: import \"\(hidden.file.source.name)\";",
        notes: [hidden.file.note("defined here", hidden.range)],
        edits: [unit.importEdit(hidden.file.source.name)])
      return
    }
    if let resolvedTo {
      let meant = outer(name.text, from: scope).map { "." + $0 }
      unit.sink.error(
        "\"\(name.text)\" means \"\(resolvedTo)\" here, which is not defined", at: name.range,
        rule: "shadowed-name",
        help: meant.map { "the innermost scope decides; write \"\($0)\"" }
          ?? "the innermost scope with \"\(Naming.first(name.text))\" in it decides",
        edits: meant.map { [(name.range, $0)] } ?? [])
      return
    }
    let guess = unit.sink.isFull ? nil : guess(name.text)
    unit.sink.error(
      "\"\(name.text)\" is not defined", at: name.range, rule: "undefined-name", help: guess?.help,
      edits: guess?.edits(name.range, unit) ?? [])
  }

  /// Reports a custom option that does not exist, or an extension of `type` within the value of an
  /// option. The name of an option includes its parentheses.
  func reportUndefinedExtension(
    _ name: NameSyntax, of type: MessageInfo, isOption: Bool, in scope: String, hidden: Symbol?,
    resolvedTo: String?
  ) {
    if unit.isIncomplete { return }
    table.note(Missed(name.text, in: scope, resolvedTo: resolvedTo))
    func spelled(_ name: String) -> String { isOption ? "(\(name))" : name }
    if let hidden {
      let file = hidden.file.source.name
      unit.sink.error(
        "\(isOption ? "option" : "extension") \"\(name.text)\" is defined in \"\(file)\", "
          + "which is not imported",
        at: name.range, help: "add: import \"\(file)\";",
        notes: [hidden.file.note("defined here", hidden.range)], edits: [unit.importEdit(file)])
    } else if let resolvedTo {
      let meant = outer(name.text, from: scope).map { spelled("." + $0) }
      unit.sink.error(
        "\"\(name.text)\" means \"\(resolvedTo)\" here, which is not defined", at: name.range,
        help: meant.map { "the innermost scope decides; write \"\($0)\"" }
          ?? "the innermost scope with \"\(Naming.first(name.text))\" in it decides",
        edits: meant.map { [(name.range, $0)] } ?? [])
    } else {
      let nearest = unit.sink.isFull ? nil : nearestExtension(to: name.text, of: type)
      let missing = isOption ? "import the file that declares it" : nil
      unit.sink.error(
        isOption
          ? "there is no custom option \"\(name.text)\""
          : "\"\(type.fullName)\" has no extension \"\(name.text)\"",
        at: name.range, help: nearest.map { "did you mean \"\(spelled($0))\"?" } ?? missing,
        edits: nearest.map { [(name.range, spelled($0))] } ?? [])
    }
  }

  private func nearestExtension(to name: String, of type: MessageInfo) -> String? {
    let candidates = table.symbols.values.compactMap { symbol -> String? in
      guard case .extension(let field) = symbol.kind,
        field.extendee?.fullName == type.fullName,
        unit.visible.contains(field.file.index)
          || unit.visibleToOptions.contains(field.file.index)
      else { return nil }
      return field.fullName
    }
    let sorted = candidates.sorted()
    if let same = sorted.first(where: { Naming.last($0) == Naming.last(name) }) { return same }
    let last = sorted.first {
      Naming.last($0) == Spelling.nearest(to: Naming.last(name), in: sorted.map(Naming.last))
    }
    return Spelling.nearest(to: name, in: sorted) ?? last
  }

  /// What a name may have been meant for.
  private struct Guess {
    /// The right spelling, if it was another one.
    var name: String?
    /// The file to import, if it is not.
    var file: String?

    var help: String {
      let question = name.map { "did you mean \"\($0)\"?" }
      let request = file.map { "add: import \"\($0)\";" }
      return [question, request].compactMap(\.self).joined(separator: " ")
    }

    func edits(_ range: TextRange, _ unit: FileUnit) -> [(TextRange, String)] {
      let spelling = name.map { (range, $0) }
      return [spelling, file.map(unit.importEdit)].compactMap(\.self)
    }
  }

  private func guess(_ name: String) -> Guess? {
    let wanted = name.utf8.first == Ascii.dot ? String(name.dropFirst()) : name
    if let guess = wellKnown(wanted, as: wanted) { return guess }
    // What a person meant is nearest by its last part; how to spell it is another question.
    let types = table.symbols.values.filter(\.isType)
    let byLast = types.filter { Naming.last($0.fullName) == Naming.last(wanted) }
    if let exact = best(byLast) {
      let isVisible = unit.visible.contains(exact.file.index)
      return Guess(name: exact.fullName, file: isVisible ? nil : exact.file.source.name)
    }
    let visible = types.filter { unit.visible.contains($0.file.index) }
    var candidates = visible.map { Naming.last($0.fullName) }.sorted()
    candidates += TypeLinker.scalars.keys.sorted()
    candidates += visible.map(\.fullName).sorted()
    candidates += WellKnown.names
    guard let nearest = Spelling.nearest(to: wanted, in: candidates) else { return nil }
    if types.contains(where: { Naming.last($0.fullName) == Naming.last(nearest) }) {
      return Guess(name: nearest)
    }
    return wellKnown(nearest, as: wanted) ?? Guess(name: nearest)
  }

  /// What `name` would mean if the innermost scope did not decide: its full name in the next one.
  func outer(_ name: String, from scope: String) -> String? {
    var scope = scope
    while true {
      let candidate = Naming.join(scope, name)
      if let symbol = table.symbols[candidate], unit.visible.contains(symbol.file.index) {
        return candidate
      }
      if scope.isEmpty { return nil }
      scope = Naming.parent(scope)
    }
  }

  private func wellKnown(_ name: String, as written: String) -> Guess? {
    guard let file = WellKnown.file(of: name) else { return nil }
    let full = "google.protobuf." + Naming.last(name)
    let isVisible = table.symbols[full].map { unit.visible.contains($0.file.index) } ?? false
    return Guess(name: written == full ? nil : full, file: isVisible ? nil : file)
  }

  private func best(_ symbols: [Symbol]) -> Symbol? {
    symbols.min { first, second in
      let firstVisible = unit.visible.contains(first.file.index)
      let secondVisible = unit.visible.contains(second.file.index)
      if firstVisible != secondVisible { return firstVisible }
      return first.fullName < second.fullName
    }
  }
}

extension FileUnit {
  /// The change that imports `path`: a line behind the imports, or behind what comes before them.
  func importEdit(_ path: String) -> (TextRange, String) {
    var place = TextRange(0, 0)
    for item in syntax.items {
      switch item {
      case .syntax(let statement): place = statement.range
      case .package(let statement): place = statement.range
      case .importing(let statement): place = statement.range
      default: break
      }
    }
    let text = "import \"\(path)\";"
    if place.end == 0 { return (place, text + "\n") }
    return (TextRange(start: place.end, end: place.end), "\n" + text)
  }
}

/// Which of the embedded files defines which well-known type.
enum WellKnown {
  private static let files: [String: String] = [
    "Any": "any", "Api": "api", "Duration": "duration", "Empty": "empty",
    "FieldMask": "field_mask", "SourceContext": "source_context", "Struct": "struct",
    "Value": "struct", "ListValue": "struct", "NullValue": "struct", "Timestamp": "timestamp",
    "DoubleValue": "wrappers", "FloatValue": "wrappers", "Int64Value": "wrappers",
    "UInt64Value": "wrappers", "Int32Value": "wrappers", "UInt32Value": "wrappers",
    "BoolValue": "wrappers", "StringValue": "wrappers", "BytesValue": "wrappers",
    "FileOptions": "descriptor", "MessageOptions": "descriptor", "FieldOptions": "descriptor",
    "OneofOptions": "descriptor", "EnumOptions": "descriptor", "EnumValueOptions": "descriptor",
    "ServiceOptions": "descriptor", "MethodOptions": "descriptor",
    "ExtensionRangeOptions": "descriptor",
  ]

  /// The names of all of them, in full and by their last parts, in a fixed order.
  static let names: [String] = {
    let last = files.keys.sorted()
    return last + last.map { "google.protobuf." + $0 }
  }()

  /// The import path of the file that defines `name`, given in full or by its last part.
  static func file(of name: String) -> String? {
    let last = Naming.last(name)
    guard name == last || name == "google.protobuf." + last || name == "protobuf." + last,
      let file = files[last]
    else { return nil }
    return "google/protobuf/\(file).proto"
  }
}
