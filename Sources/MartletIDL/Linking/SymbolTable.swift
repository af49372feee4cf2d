/// A thing with a full name, and where it is declared.
struct Symbol {
  enum Kind {
    case message(MessageInfo)
    case enumeration(EnumInfo)
    case enumValue(EnumInfo)
    case field(FieldInfo)
    case `extension`(FieldInfo)
    case oneof
    case service
    case method
  }

  let kind: Kind
  let fullName: String
  let file: FileUnit
  let range: TextRange

  var isType: Bool {
    switch kind {
    case .message, .enumeration: true
    default: false
    }
  }

  /// Whether names can lie within it.
  var isScope: Bool {
    switch kind {
    case .message, .enumeration, .service: true
    default: false
    }
  }

  func isValue(of enumeration: EnumInfo) -> Bool {
    if case .enumValue(let other) = kind { other === enumeration } else { false }
  }

  /// What it is, for messages.
  var noun: String {
    switch kind {
    case .message(let message): message.isMapEntry ? "the hidden message of a map" : "a message"
    case .enumeration: "an enum"
    case .enumValue: "an enum value"
    case .field: "a field"
    case .extension: "an extension"
    case .oneof: "a oneof"
    case .service: "a service"
    case .method: "a method"
    }
  }
}

/// All full names of one run, of all its files.
final class SymbolTable {
  struct Package {
    var files: Set<Int>
    let file: FileUnit
    let range: TextRange
  }

  private(set) var symbols: [String: Symbol] = [:]
  private(set) var packages: [String: Package] = [:]
  /// Extensions by the full name of what they extend, then by number.
  var extensions: [String: [Int32: FieldInfo]] = [:]
  /// Whether a name or the number of an extension was declared twice: then what a name means may
  /// depend on files that are not imported.
  var hasClashes = false
  /// What was looked for in vain.
  private(set) var missed = Missed()

  /// Enters a symbol, or reports that its name is taken. True if it was entered.
  @discardableResult
  func declare(
    _ kind: Symbol.Kind, _ fullName: String, _ file: FileUnit, _ range: TextRange
  ) -> Bool {
    if let earlier = symbols[fullName] {
      hasClashes = true
      reportClash(Symbol(kind: kind, fullName: fullName, file: file, range: range), earlier)
      return false
    }
    if let package = packages[fullName] {
      hasClashes = true
      file.sink.error(
        "\"\(fullName)\" is already the name of a package", at: range,
        notes: [package.file.note("the package", package.range)])
      return false
    }
    symbols[fullName] = Symbol(kind: kind, fullName: fullName, file: file, range: range)
    return true
  }

  func note(_ missed: Missed) { self.missed.add(missed) }

  private func reportClash(_ symbol: Symbol, _ earlier: Symbol) {
    let name = Naming.last(symbol.fullName)
    let scope = Naming.parent(symbol.fullName)
    let place = scope.isEmpty ? "" : " in \"\(scope)\""
    var help: String?
    if case .enumValue(let enumeration) = symbol.kind, !earlier.isValue(of: enumeration) {
      help =
        "the values of an enum share the scope around it: give them a prefix, as "
        + Naming.shouted(enumeration.name.text) + "_" + name
    }
    if case .message(let message) = symbol.kind, message.isMapEntry {
      help = "a map has a hidden message, which is called so: rename the field or the other thing"
    }
    symbol.file.sink.error(
      "\"\(name)\" is already declared\(place)", at: symbol.range, rule: "duplicate-name",
      help: help,
      notes: [earlier.file.note("first declared here, as \(earlier.noun)", earlier.range)])
  }

  /// Enters a package and those around it, or reports that a name is taken.
  func declarePackage(_ name: NameSyntax, _ file: FileUnit) {
    var current = name.text
    while !current.isEmpty {
      if let earlier = symbols[current] {
        hasClashes = true
        file.sink.error(
          "\"\(current)\" is already declared as something other than a package", at: name.range,
          notes: [earlier.file.note("declared here, as \(earlier.noun)", earlier.range)])
        return
      }
      packages[current, default: Package(files: [], file: file, range: name.range)]
        .files.insert(file.index)
      current = Naming.parent(current)
    }
  }
}

extension Naming {
  /// `HttpStatus` as `HTTP_STATUS`, the prefix of its values.
  static func shouted(_ name: String) -> String {
    var result: [UInt8] = []
    var previousIsLower = false
    for byte in name.utf8 {
      if Ascii.isUpper(byte), previousIsLower { result.append(Ascii.underscore) }
      previousIsLower = Ascii.isLower(byte) || Ascii.isDigit(byte)
      result.append(Ascii.uppered(byte))
    }
    return String(decoding: result, as: UTF8.self)
  }
}
