internal import MartletDescriptors
internal import MartletProtobuf

/// Finds out what the type names of a file mean, and reports those that mean nothing.
struct TypeLinker {
  let unit: FileUnit
  let resolver: Resolver
  private let suggestions: Suggestions

  init(unit: FileUnit, table: SymbolTable) {
    self.unit = unit
    self.resolver = Resolver(table: table, unit: unit)
    self.suggestions = Suggestions(unit: unit, table: table)
  }

  static let scalars: [String: FieldInfo.Proto.TypeEnum] = [
    "double": .double, "float": .float, "int32": .int32, "int64": .int64, "uint32": .uint32,
    "uint64": .uint64, "sint32": .sint32, "sint64": .sint64, "fixed32": .fixed32,
    "fixed64": .fixed64, "sfixed32": .sfixed32, "sfixed64": .sfixed64, "bool": .bool,
    "string": .string, "bytes": .bytes,
  ]

  /// The scalars of edition UNSTABLE, where the plain names are encoded in fixed width.
  private static let unstableScalars: [String: FieldInfo.Proto.TypeEnum] = [
    "double": .double, "float": .float, "int32": .sfixed32, "int64": .sfixed64,
    "uint32": .fixed32, "uint64": .fixed64, "varint32": .int32, "varint64": .int64,
    "uvarint32": .uint32, "uvarint64": .uint64, "zigzag32": .sint32, "zigzag64": .sint64,
    "bool": .bool, "string": .string, "bytes": .bytes,
  ]

  /// The name of a scalar type, as most editions have it.
  static func scalarName(of type: FieldInfo.Proto.TypeEnum) -> String? {
    scalars.first { $0.value == type }?.key
  }

  /// Resolves the types of all fields and extensions of the file.
  func linkFields() {
    for message in unit.messages { link(message) }
    for field in unit.extensions { linkExtension(field) }
  }

  private func link(_ message: MessageInfo) {
    for field in message.fields { link(field) }
    for field in message.extensions { linkExtension(field) }
    for nested in message.nested { link(nested) }
  }

  private func link(_ field: FieldInfo) {
    guard let name = field.typeName else { return }
    let scalars = unit.edition == .unstable ? Self.unstableScalars : Self.scalars
    if let scalar = scalars[name.text] {
      field.type = scalar
      return
    }
    if let scalar = Self.scalars[name.text] {
      let new = Self.unstableScalars.first { $0.value == scalar }?.key
      unit.sink.error(
        "there is no \"\(name.text)\" in edition UNSTABLE", at: name.range,
        help: new.map { "write \"\($0)\"" })
      return
    }
    guard let symbol = resolve(name, in: field.scope) else { return }
    switch symbol.kind {
    case .message(let message):
      field.type = .message
      field.message = message
    case .enumeration(let enumeration):
      field.type = .enum
      field.enumeration = enumeration
    default:
      unit.sink.error(
        "\"\(name.text)\" is \(symbol.noun), not a type", at: name.range,
        notes: [symbol.file.note("declared here", symbol.range)])
    }
  }

  private func linkExtension(_ field: FieldInfo) {
    link(field)
    guard let name = field.extendeeName else { return }
    field.extendee = message(name, in: field.scope, "extended")
  }

  /// The message that `name` means, or nil after a report. `role` completes "cannot be …".
  func message(_ name: NameSyntax, in scope: String, _ role: String) -> MessageInfo? {
    if Self.scalars[name.text] != nil {
      unit.sink.error(
        "\"\(name.text)\" cannot be \(role): it is not a message", at: name.range,
        help: role == "extended" ? nil : "declare a message with one field of that type")
      return nil
    }
    // Unlike a field's type, this name stops at the innermost thing of the name, type or not.
    guard let symbol = resolve(name, in: scope, .all) else { return nil }
    if case .message(let message) = symbol.kind { return message }
    let outer = resolver.table.symbols[name.text]
    let isShadowed = if case .message? = outer?.kind { true } else { false }
    unit.sink.error(
      "\"\(name.text)\" cannot be \(role): it is \(symbol.noun), not a message", at: name.range,
      help: isShadowed ? "write \".\(name.text)\" for the message of that name" : nil,
      notes: [symbol.file.note("declared here", symbol.range)])
    return nil
  }

  private func reportLocal(_ name: NameSyntax, _ symbol: Symbol) {
    let file = symbol.file
    unit.sink.error(
      "\"\(name.text)\" is local to \"\(file.source.name)\"", at: name.range,
      help: "to use it in other files, write \"export\" before its declaration",
      notes: [file.note("declared here", symbol.range)])
  }

  private func resolve(
    _ name: NameSyntax, in scope: String, _ mode: Resolver.Mode = .types
  ) -> Symbol? {
    switch resolver.resolve(name.text, in: scope, mode) {
    case .symbol(let symbol):
      if symbol.file !== unit, !SymbolVisibility.isExported(symbol) {
        reportLocal(name, symbol)
        return nil
      }
      return symbol
    case .package(let package):
      unit.sink.error("\"\(package)\" is a package, not a type", at: name.range)
    case .undefined(let hidden, let resolvedTo):
      suggestions.reportUndefined(name, in: scope, hidden: hidden, resolvedTo: resolvedTo)
    }
    return nil
  }
}
