internal import MartletDescriptors
internal import MartletProtobuf

/// Turns options as written into typed values, guided by the options messages of
/// `descriptor.proto` and by the extensions that files declare on them.
struct OptionInterpreter {
  let unit: FileUnit
  let resolver: Resolver
  /// The symbols of `descriptor.proto`: the compiled files' own, or the embedded one's.
  let schema: SymbolTable

  /// Whether descriptors keep the options that are only for the source.
  let retains: Bool

  /// The options of one thing.
  struct Interpreted<Options> {
    /// All of them; nil if there are none.
    var all: Options?
    /// What its descriptor keeps.
    var written: Options?
  }

  /// Interprets `options`, which are set on a thing of kind `target`, into its options message.
  /// `scope` is where the names of custom options are looked up: the scope around the thing.
  /// Faults are reported.
  func interpret<Options: ProtoMessage>(
    _ options: [OptionSyntax], on target: OptionTarget, in scope: String
  ) -> Interpreted<Options> {
    guard let first = options.first else { return Interpreted() }
    guard case .message(let type)? = schema.symbols[target.messageName]?.kind else {
      unit.sink.error(
        "\"\(target.messageName)\" is missing from \"google/protobuf/descriptor.proto\"",
        at: first.nameRange, help: "remove that file from the import roots")
      return Interpreted()
    }
    // Both trees notice what is set twice; only the standard options are encoded as a whole.
    let standard = OptionTree(type: type)
    let custom = OptionTree(type: type)
    var customBytes: [UInt8] = []
    for option in options {
      if option.parts.contains(where: \.isExtension) {
        customBytes += assign(option, in: custom, on: target, scope: scope)
      } else {
        _ = assign(option, in: standard, on: target, scope: scope)
      }
    }
    do {
      let bytes = OptionEncoder.encode(standard) + customBytes
      var result = Interpreted<Options>(all: try Options(serializedBytes: bytes))
      result.written = result.all
      if !retains {
        let stripped =
          OptionEncoder.encode(standard, strips: true) + OptionEncoder.encode(custom, strips: true)
        if stripped != bytes {
          result.written = stripped.isEmpty ? nil : try Options(serializedBytes: stripped)
        }
      }
      return result
    } catch {
      unit.sink.error("these options cannot be stored: \(error)", at: first.range)
      return Interpreted()
    }
  }

  // MARK: - Names

  /// Sets one option in `tree`. Returns it encoded by itself; empty after a report.
  private func assign(
    _ option: OptionSyntax, in tree: OptionTree, on target: OptionTarget, scope: String
  ) -> [UInt8] {
    if option.plainName == "uninterpreted_option" {
      unit.sink.error(
        "\"uninterpreted_option\" is the compiler's own and cannot be set", at: option.nameRange)
      return []
    }
    var tree = tree
    var spelling = ""
    var path: [FieldInfo] = []
    for part in option.parts {
      guard let field = find(part, in: tree.type, on: target, scope: scope) else { return [] }
      unit.noteUse(of: field, on: target, at: part.name.range)
      if !spelling.isEmpty { spelling += "." }
      spelling += part.isExtension ? "(\(part.name.text))" : part.name.text
      if path.isEmpty, option.isFeature, unit.edition.isLegacy {
        unit.sink.error(
          "features are for editions; \(unit.edition.noun) has them fixed", at: option.nameRange)
        return []
      }
      path.append(field)
      if path.count == option.parts.count { break }
      let inner = option.parts[path.count].name
      guard let next = descend(to: inner, of: field, in: tree, spelling) else { return [] }
      tree = next
    }
    guard let field = path.last,
      let value = assignLeaf(option, field, in: tree, on: target, spelling: spelling, scope: scope)
    else { return [] }
    return OptionEncoder.encode(value, path: path)
  }

  /// The message that is the value of `field`, whose own field `part` shall be set.
  private func descend(
    to part: NameSyntax, of field: FieldInfo, in tree: OptionTree, _ spelling: String
  ) -> OptionTree? {
    guard let type = field.message, field.type == .message || field.type == .group else {
      unit.sink.error(
        "option \"\(spelling)\" is no message, so it has no field \"\(part.text)\"", at: part.range)
      return nil
    }
    if field.isRepeated {
      unit.sink.error(
        "option \"\(spelling)\" is a list of messages, so a field of it means nothing",
        at: part.range, help: "give each element whole: \(spelling) = { … }")
      return nil
    }
    if case .message(let next)? = tree.entry(of: field)?.values.first {
      tree.choose(field)
      return next
    }
    let next = OptionTree(type: type)
    tree.append(.message(next), to: field, at: part.range)
    return next
  }

  private func find(
    _ part: OptionSyntax.Part, in type: MessageInfo, on target: OptionTarget, scope: String
  ) -> FieldInfo? {
    if part.isExtension { return findExtension(part.name, of: type, isOption: true, scope: scope) }
    if let field = type.field(named: part.name.text) { return field }
    let isTop = type.fullName == target.messageName
    let what = isTop ? "there is no option" : "\"\(type.fullName)\" has no field"
    var help = Spelling.nearest(to: part.name.text, in: type.fields.map(\.name.text))
      .map { "did you mean \"\($0)\"?" }
    if help == nil, isTop { help = "custom options stand in parentheses: (\(part.name.text))" }
    let place = isTop ? " of \(target.noun)" : ""
    unit.sink.error("\(what) \"\(part.name.text)\"\(place)", at: part.name.range, help: help)
    return nil
  }

  private func findExtension(
    _ name: NameSyntax, of type: MessageInfo, isOption: Bool, scope: String
  ) -> FieldInfo? {
    switch resolver.resolve(name.text, in: scope, .all) {
    case .symbol(let symbol):
      guard case .extension(let field) = symbol.kind else {
        unit.sink.error(
          "\"\(name.text)\" is \(symbol.noun), not an extension", at: name.range,
          notes: [symbol.file.note("declared here", symbol.range)])
        return nil
      }
      guard let extendee = field.extendee else { return nil }
      if extendee.fullName != type.fullName {
        unit.sink.error(
          "\"\(name.text)\" extends \"\(extendee.fullName)\", not \"\(type.fullName)\"",
          at: name.range, notes: [symbol.file.note("declared here", symbol.range)])
        return nil
      }
      return field
    case .package:
      unit.sink.error("\"\(name.text)\" is a package, not an option", at: name.range)
    case .undefined(let hidden, let resolvedTo):
      reportUndefined(name, isOption ? nil : type, hidden, resolvedTo)
    }
    return nil
  }

  /// Explains a name that is neither a custom option nor, in the value of one, an extension of
  /// `type`.
  private func reportUndefined(
    _ name: NameSyntax, _ type: MessageInfo?, _ hidden: Symbol?, _ resolvedTo: String?
  ) {
    if unit.isIncomplete { return }
    if let hidden {
      unit.sink.error(
        "\(type == nil ? "option" : "extension") \"\(name.text)\" is defined in \"\(hidden.file.source.name)\", "
          + "which is not imported", at: name.range,
        help: "add: import \"\(hidden.file.source.name)\";")
      return
    }
    if let resolvedTo {
      unit.sink.error(
        "\"\(name.text)\" means \"\(resolvedTo)\" here, which is not defined", at: name.range,
        help: "write \"(.\(name.text))\" to begin with the outermost scope")
      return
    }
    if unit.sink.isFull { return }
    let candidates = resolver.table.symbols.values.compactMap { symbol in
      if case .extension = symbol.kind, unit.visible.contains(symbol.file.index) {
        return symbol.fullName
      }
      return nil
    }
    let nearest = Spelling.nearest(to: name.text, in: candidates.sorted())
    unit.sink.error(
      type.map { "\"\($0.fullName)\" has no extension \"\(name.text)\"" }
        ?? "there is no custom option \"\(name.text)\"", at: name.range,
      help: nearest.map { "did you mean \"\($0)\"?" } ?? "import the file that declares it")
  }

  // MARK: - Values

  private func assignLeaf(
    _ option: OptionSyntax, _ field: FieldInfo, in tree: OptionTree, on target: OptionTarget,
    spelling: String, scope: String
  ) -> OptionValue? {
    if !field.isRepeated, let earlier = tree.entry(of: field) {
      unit.sink.error(
        "option \"\(spelling)\" is already set", at: option.nameRange,
        notes: [unit.note("first set here", earlier.range)])
      return nil
    }
    let values = OptionValues(
      unit: unit, target: target,
      findExtension: { name, type in
        findExtension(name, of: type, isOption: false, scope: type.fullName)
      },
      findMessage: { name in
        if case .symbol(let symbol) = resolver.resolve("." + name, in: "", .types),
          case .message(let message) = symbol.kind
        {
          return message
        }
        return nil
      })
    guard let value = values.convert(option.value, for: field, spelling: spelling) else {
      return nil
    }
    tree.append(value, to: field, at: option.nameRange)
    return value
  }
}
