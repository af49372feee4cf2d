internal import MartletDescriptors
internal import MartletProtobuf

/// Whether names follow the style that the feature `enforce_naming_style` asks for.
///
/// `STYLE2024` is about the form of names, `STYLE2026` also about names that clash in generated
/// code. A file opts out by `STYLE_LEGACY`.
struct NamingStyleChecks {
  let unit: FileUnit
  let reader: FeatureReader

  func run() {
    // Earlier editions cannot ask for a style.
    guard unit.edition.isAtLeast(.edition2024) else { return }
    for case .package(let package) in unit.syntax.items {
      check(package.name, "package", .lowerSnake, unit.features)
    }
    for message in unit.messages { check(message) }
    for field in unit.extensions { check(field, beside: field.extendee) }
    for enumeration in unit.enums { check(enumeration) }
    for service in unit.services { check(service) }
  }

  // MARK: - Walk

  private func check(_ message: MessageInfo) {
    check(message.name, message.isMapEntry ? "entry type" : "message", .title, message.features)
    if message.isMapEntry { return }
    for field in message.fields { check(field, beside: message) }
    for oneof in message.oneofs {
      guard let name = oneof.syntax?.name else { continue }
      check(name, "oneof", .lowerSnake, oneof.features)
      checkClash(name, "oneof", in: message, oneof.features)
    }
    for field in message.extensions { check(field, beside: field.extendee) }
    for nested in message.nested { check(nested) }
    for enumeration in message.enums { check(enumeration) }
  }

  /// Checks a field, or an extension, which stands beside the fields of what it extends.
  private func check(_ field: FieldInfo, beside message: MessageInfo?) {
    check(field.name, "field", .lowerSnake, field.features)
    checkClash(field.name, "field", in: message, field.features)
  }

  private func check(_ enumeration: EnumInfo) {
    check(enumeration.name, "enum", .title, enumeration.features)
    for value in enumeration.values {
      let features = reader.features(set: value.syntax.options, in: enumeration.features)
      check(value.name, "enum value", .upperSnake, features)
    }
  }

  private func check(_ service: ServiceSyntax) {
    let features = reader.features(of: service.items, in: unit.features)
    check(service.name, "service", .title, features)
    for case .method(let method) in service.items {
      check(method.name, "method", .title, reader.features(of: method.items, in: features))
    }
  }

  // MARK: - Rules

  private func check(
    _ name: NameSyntax, _ noun: String, _ style: NamingStyle, _ features: ResolvedFeatures
  ) {
    switch features.enforceNamingStyle {
    case .style2024, .style2026: break
    default: return
    }
    guard let fault = style.fault(of: name.text) else { return }
    var help = "set features.enforce_naming_style = STYLE_LEGACY to keep the name"
    let proposal = style.proposal(for: name.text)
    if style.fault(of: proposal) == nil { help = "write \"\(proposal)\", or \(help)" }
    unit.sink.error("the name of \(noun) \"\(name.text)\" \(fault)", at: name.range, help: help)
  }

  private func checkClash(
    _ name: NameSyntax, _ noun: String, in message: MessageInfo?, _ features: ResolvedFeatures
  ) {
    guard features.enforceNamingStyle == .style2026 else { return }
    let help = "choose another name, or set features.enforce_naming_style = STYLE2024 to keep it"
    if name.text == "descriptor" {
      unit.sink.error(
        "a \(noun) cannot be named \"descriptor\", which generated code uses", at: name.range,
        help: help)
      return
    }
    guard let message, let rival = rival(of: name.text, in: message) else { return }
    unit.sink.error(
      "generated code for \(noun) \"\(name.text)\" clashes with that for \"\(rival.text)\"",
      at: name.range, help: help, notes: [message.file.note("the other one", rival.range)])
  }

  /// The field or oneof whose accessors may have the same names.
  private func rival(of name: String, in message: MessageInfo) -> NameSyntax? {
    for prefix in ["has_", "get_", "set_", "clear_"] where name.hasPrefix(prefix) {
      if let rival = member(String(name.dropFirst(prefix.count)), of: message) { return rival }
    }
    guard name.hasSuffix("_value") else { return nil }
    return member(String(name.dropLast("_value".count)), of: message)
  }

  private func member(_ name: String, of message: MessageInfo) -> NameSyntax? {
    if let field = message.field(named: name) { return field.name }
    return message.oneofs.first { $0.name == name }?.syntax?.name
  }
}

/// A form of names, as protobuf's style guide has them.
enum NamingStyle {
  case title, lowerSnake, upperSnake

  /// What is wrong with a name; nil if nothing is.
  func fault(of name: String) -> String? {
    guard let first = name.utf8.first else { return nil }
    switch self {
    case .title:
      if !name.utf8.allSatisfy({ Ascii.isAlphanumeric($0) }) { return "is not in TitleCase" }
      return Ascii.isUpper(first) ? nil : "must begin with a capital letter"
    case .lowerSnake:
      let isSnake = name.utf8.allSatisfy {
        Ascii.isLower($0) || Ascii.isDigit($0) || $0 == Ascii.underscore || $0 == Ascii.dot
      }
      if !isSnake { return "is not in lower_snake_case" }
      if !Ascii.isLower(first) { return "must begin with a small letter" }
    case .upperSnake:
      let isSnake = name.utf8.allSatisfy {
        Ascii.isUpper($0) || Ascii.isDigit($0) || $0 == Ascii.underscore
      }
      if !isSnake { return "is not in UPPER_SNAKE_CASE" }
      if !Ascii.isUpper(first) { return "must begin with a capital letter" }
    }
    return hasStrayUnderscore(name) ? "has an underscore without a letter behind it" : nil
  }

  private func hasStrayUnderscore(_ name: String) -> Bool {
    var follows = false
    for byte in name.utf8 {
      if follows, !Ascii.isUpper(byte), !Ascii.isLower(byte) { return true }
      follows = byte == Ascii.underscore
    }
    return follows
  }

  /// The name in this style, as near as may be.
  func proposal(for name: String) -> String {
    switch self {
    case .title:
      let words = name.split(separator: "_")
      return words.map { word in
        String(
          decoding: [Ascii.uppered(word.utf8.first ?? 0)] + word.utf8.dropFirst(), as: UTF8.self)
      }.joined()
    case .lowerSnake: return Naming.lowercased(Self.words(of: name))
    case .upperSnake: return Naming.shouted(Self.words(of: name))
    }
  }

  /// Words with single underscores between them; none before digits.
  private static func words(of name: String) -> String {
    var result: [UInt8] = []
    var previous: UInt8 = Ascii.underscore
    for byte in Naming.shouted(name).utf8 {
      if Ascii.isDigit(byte), result.last == Ascii.underscore { result.removeLast() }
      if byte != Ascii.underscore || previous != Ascii.underscore { result.append(byte) }
      previous = byte
    }
    if result.last == Ascii.underscore { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }
}
