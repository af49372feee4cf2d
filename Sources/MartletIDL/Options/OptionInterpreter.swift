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

  /// Whether the fields and enum values that options use are noted for later checks.
  var notes = true

  /// The options of one thing.
  struct Interpreted<Options> {
    /// All of them; nil if there are none.
    var all: Options?
    /// What its descriptor keeps.
    var written: Options?
    /// Those that protoc knows by itself, with their places.
    var tree: OptionTree?
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
    var trees = OptionTrees(type: type) { Options.protoSchema.field(number: $0) != nil }
    for option in options { assign(option, in: &trees, on: target, scope: scope) }
    checkFeatures(trees.standard)
    checkRequired(trees.customOptions)
    do {
      let bytes = OptionEncoder.encode(trees.standard) + trees.customBytes
      var result = Interpreted<Options>(all: try Options(serializedBytes: bytes))
      result.written = result.all
      result.tree = trees.standard
      if !retains {
        let stripped = strip(trees)
        if stripped != bytes {
          let isAnyLeft = !stripped.isEmpty || !trees.standard.isOptions
          result.written = isAnyLeft ? try Options(serializedBytes: stripped) : nil
          unit.optionPaths.recordFates(of: options, trees.standard, isAnyLeft: isAnyLeft)
        }
      }
      return result
    } catch {
      unit.sink.error("these options cannot be stored: \(error)", at: first.range)
      return Interpreted()
    }
  }

  /// Leaves out what is only for the source. protoc looks into custom options, and merges them on
  /// the way, only if descriptor.proto has descriptors, too.
  private func strip(_ trees: OptionTrees) -> [UInt8] {
    let seesCustom = schema.symbols["google.protobuf.FileDescriptorProto"] != nil
    if seesCustom { trees.mergeAll() }
    return OptionEncoder.encode(trees.standard, strips: true)
      + (seesCustom ? [] : trees.customBytes)
  }

  // MARK: - Names

  /// Sets one option.
  private func assign(
    _ option: OptionSyntax, in trees: inout OptionTrees, on target: OptionTarget, scope: String
  ) {
    if option.parts.first?.name.text == "uninterpreted_option" {
      unit.sink.error(
        "\"uninterpreted_option\" is the compiler's own and cannot be set", at: option.nameRange)
      return
    }
    guard let path = resolve(option, in: trees.standard.type, on: target, scope: scope),
      let field = path.last
    else { return }
    if !field.isRepeated, let earlier = trees.earlier(option, at: path) {
      unit.sink.error(
        "option \"\(option.spelling)\" is already set", at: option.nameRange,
        notes: [unit.note("first set here", earlier.range)])
      return
    }
    let isInGroup = path.dropLast().contains(where: \.isDelimited)
    guard let value = convert(option, field, on: isInGroup ? nil : target) else { return }
    // protoc takes such text, but nothing that reads descriptors as text can.
    if case .bytes(let bytes) = value, field.type == .string, !isCustom(option),
      String(validating: bytes, as: UTF8.self) == nil
    {
      unit.sink.error(
        "option \"\(option.spelling)\" takes text, and this is not UTF-8", at: option.value.range)
      return
    }
    let index = trees.append(value, option, at: path)
    unit.optionPaths.record(option, path, index: index)
  }

  /// The fields that the parts of an option's name mean, each within the message of the one before.
  private func resolve(
    _ option: OptionSyntax, in type: MessageInfo, on target: OptionTarget, scope: String
  ) -> [FieldInfo]? {
    var type = type
    var path: [FieldInfo] = []
    for (index, part) in option.parts.enumerated() {
      if let last = path.last {
        guard let next = message(of: last, option, before: index) else { return nil }
        type = next
      }
      guard let field = find(part, in: type, on: target, scope: scope) else { return nil }
      let isInGroup = path.contains(where: \.isDelimited)
      note(field, on: isInGroup ? nil : target, part.name.range)
      if option.isFeature, !checkFeature(option, field, part.name.range) { return nil }
      path.append(field)
    }
    return path
  }

  /// Features are for editions, and for other files than the one that defines them.
  private func checkFeature(
    _ option: OptionSyntax, _ field: FieldInfo, _ range: TextRange
  ) -> Bool {
    if unit.edition.isLegacy {
      unit.sink.error(
        "features are for editions; \(unit.edition.noun) has them fixed", at: option.nameRange)
      return false
    }
    if field.file === unit {
      unit.sink.error(
        "feature \"\(field.name.text)\" cannot be used in the file that defines it", at: range,
        help: "move the definition into a file of its own")
      return false
    }
    return true
  }

  /// The message that is the value of `field`, of which the part at `index` shall be set.
  private func message(
    of field: FieldInfo, _ option: OptionSyntax, before index: Int
  ) -> MessageInfo? {
    let part = option.parts[index].name
    let spelling = option.spelling(upTo: index)
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
    return type
  }

  private func isCustom(_ option: OptionSyntax) -> Bool {
    option.parts.contains(where: \.isExtension)
  }

  private func find(
    _ part: OptionSyntax.Part, in type: MessageInfo, on target: OptionTarget, scope: String
  ) -> FieldInfo? {
    if part.isExtension { return findExtension(part.name, of: type, isOption: true, scope: scope) }
    if let field = type.field(named: part.name.text) { return field }
    let isTop = type.fullName == target.messageName
    let isFeature = type.fullName == "google.protobuf.FeatureSet"
    let what =
      isTop
      ? "there is no option"
      : isFeature ? "there is no feature" : "\"\(type.fullName)\" has no field"
    var help = Spelling.nearest(to: part.name.text, in: type.fields.map(\.name.text))
      .map { "did you mean \"\($0)\"?" }
    if help == nil, isFeature {
      help = "the features are " + type.fields.map(\.name.text).joined(separator: ", ")
    }
    if help == nil, isTop { help = "custom options stand in parentheses: (\(part.name.text))" }
    let place = isTop ? " of \(target.noun)" : ""
    unit.sink.error(
      "\(what) \"\(part.name.text)\"\(place)", at: part.name.range,
      rule: isTop ? "undefined-option" : "undefined-field", help: help)
    return nil
  }

  private func findExtension(
    _ name: NameSyntax, of type: MessageInfo, isOption: Bool, scope: String
  ) -> FieldInfo? {
    switch resolver.resolve(name.text, in: scope, .all) {
    case .symbol(let symbol):
      if !isOption, case .message(let message) = symbol.kind, type.isMessageSet,
        let field = messageSetExtension(of: type, by: message)
      {
        return field
      }
      // protoc takes a field of the options message by its full name, too.
      if isOption, case .field(let field) = symbol.kind,
        type.fields.contains(where: { $0 === field })
      {
        return field
      }
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
      Suggestions(unit: unit, table: resolver.table).reportUndefinedExtension(
        name, of: type, isOption: isOption, in: scope, hidden: hidden, resolvedTo: resolvedTo)
    }
    return nil
  }

  /// The text format lets members of a message set go by their type, if that declares them.
  private func messageSetExtension(of set: MessageInfo, by message: MessageInfo) -> FieldInfo? {
    message.extensions.first {
      $0.extendee === set && $0.message === message && $0.type == .message && $0.label == .optional
    }
  }

  // MARK: - Values

  private func convert(
    _ option: OptionSyntax, _ field: FieldInfo, on target: OptionTarget?
  ) -> OptionValue? {
    let values = OptionValues(
      unit: unit, target: target, notes: notes,
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
    return values.convert(option.value, for: field, spelling: option.spelling)
  }

  private func note(_ field: FieldInfo, on target: OptionTarget?, _ range: TextRange) {
    if notes { unit.noteUse(of: field, on: target, at: range) }
  }

  /// Several statements together may leave out what is required. To protoc that is no matter in
  /// files that are only imported; of others it dies.
  private func checkRequired(_ tree: OptionTree) {
    guard unit.isRequested else { return }
    for entry in tree.entries {
      guard case .message(let child)? = entry.values.first, child.isPiecemeal else { continue }
      if let missing = child.missingField {
        unit.sink.error(
          "required field \"\(missing)\" of \"\(child.type.fullName)\" is not set", at: entry.range)
      } else {
        checkRequired(child)
      }
    }
  }

  /// No feature may be set to the value that says nothing.
  private func checkFeatures(_ options: OptionTree) {
    for entry in options.entries where entry.field.name.text == "features" {
      guard case .message(let features)? = entry.values.first else { continue }
      for entry in features.entries where !entry.field.isExtension {
        guard case .enumeration(0)? = entry.values.first else { continue }
        unit.sink.error(
          "feature \"\(entry.field.name.text)\" needs a value that says something", at: entry.range,
          help: entry.field.enumeration.map { type in
            "choose one of " + type.values.dropFirst().map(\.name.text).joined(separator: ", ")
          })
      }
    }
  }
}
