/// Explains a name that means nothing, with the nearest thing that would.
struct Suggestions {
  let unit: FileUnit
  let table: SymbolTable

  /// Reports an undefined type, unless the file or what it imports is known to be cut short.
  func reportUndefined(
    _ name: NameSyntax, in scope: String, hidden: Symbol?, resolvedTo: String?
  ) {
    if unit.mayLackDeclarations { return }
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
        at: name.range, help: "add: import \"\(hidden.file.source.name)\";",
        notes: [hidden.file.note("defined here", hidden.range)])
      return
    }
    if let resolvedTo {
      unit.sink.error(
        "\"\(name.text)\" means \"\(resolvedTo)\" here, which is not defined", at: name.range,
        help: "the innermost scope decides; write \".\(name.text)\" to begin with the outermost")
      return
    }
    unit.sink.error(
      "\"\(name.text)\" is not defined", at: name.range,
      help: unit.sink.isFull ? nil : guess(name.text))
  }

  private func guess(_ name: String) -> String? {
    let wanted = name.utf8.first == Ascii.dot ? String(name.dropFirst()) : name
    if let file = WellKnown.file(of: wanted) {
      let full = "google.protobuf." + Naming.last(wanted)
      if wanted == full { return "add: import \"\(file)\";" }
      return "did you mean \"\(full)\"? add: import \"\(file)\";"
    }
    // What a person meant is nearest by its last part; how to spell it is another question.
    let types = table.symbols.values.filter(\.isType)
    let byLast = types.filter { Naming.last($0.fullName) == Naming.last(wanted) }
    if let exact = best(byLast) { return describe(exact, Naming.last(wanted)) }
    let visible = types.filter { unit.visible.contains($0.file.index) }
    var candidates = visible.map { Naming.last($0.fullName) }.sorted()
    candidates += TypeLinker.scalars.keys.sorted()
    candidates += visible.map(\.fullName).sorted()
    guard let nearest = Spelling.nearest(to: wanted, in: candidates) else { return nil }
    return "did you mean \"\(nearest)\"?"
  }

  private func best(_ symbols: [Symbol]) -> Symbol? {
    symbols.min { first, second in
      let firstVisible = unit.visible.contains(first.file.index)
      let secondVisible = unit.visible.contains(second.file.index)
      if firstVisible != secondVisible { return firstVisible }
      return first.fullName < second.fullName
    }
  }

  private func describe(_ symbol: Symbol, _ last: String) -> String {
    let text = "did you mean \"\(symbol.fullName)\"?"
    if unit.visible.contains(symbol.file.index) { return text }
    return text + " add: import \"\(symbol.file.source.name)\";"
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

  /// The import path of the file that defines `name`, given in full or by its last part.
  static func file(of name: String) -> String? {
    let last = Naming.last(name)
    guard name == last || name == "google.protobuf." + last || name == "protobuf." + last,
      let file = files[last]
    else { return nil }
    return "google/protobuf/\(file).proto"
  }
}
