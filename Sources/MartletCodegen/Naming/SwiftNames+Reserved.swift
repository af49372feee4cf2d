extension SwiftNames {
  /// The name with backticks if Swift needs them where a property, method or case is declared.
  static func escaped(_ name: String) -> String {
    keywords.contains(name) ? "`" + name + "`" : name
  }

  /// The name as the label of an argument in a call, where only one word needs backticks.
  static func label(_ name: String) -> String { name == "inout" ? "`inout`" : name }

  /// What kind of type a name is for: it becomes the name's ending where the name itself is taken.
  enum TypeKind: String {
    case message = "Message"
    case enumeration = "Enum"
    case service = "Service"
  }

  /// A type's name, with backticks if it needs them.
  static func type(_ name: String, _ kind: TypeKind) -> String {
    if takenAsTypes.contains(name) { return name + kind.rawValue }
    return typeKeywords.contains(name) ? "`" + name + "`" : escaped(name)
  }

  /// The name of a type in a message: not what every message declares itself.
  static func nestedType(_ name: String, _ kind: TypeKind) -> String {
    takenAsNestedTypes.contains(name) ? name + kind.rawValue : type(name, kind)
  }

  /// A field's property or a oneof's: not what every message has anyway.
  static func property(_ name: String) -> String {
    let camel = lowerCamel(name)
    return takenInMessages.contains(camel) ? camel + "_" : camel
  }

  /// An extension: the same, and not what every message type has as a static member.
  static func extensionField(_ name: String) -> String {
    let name = property(name)
    return staticInMessages.contains(name) ? name + "_" : name
  }

  /// A case of an enum or of a oneof.
  static func enumCase(_ name: String) -> String {
    let camel = lowerCamel(name)
    return takenInEnums.contains(camel) ? camel + "_" : camel
  }

  /// A method of a service.
  static func method(_ name: String) -> String {
    let camel = lowerCamel(name)
    return takenInServices.contains(camel) ? camel + "_" : camel
  }

  /// After a dot, `Type` and `Protocol` mean something else; `Any` and `Self` cannot be written;
  /// generated files declare `MartletVersionCheck`. The others stand in the inheritance clauses of
  /// enums, where the compiler (6.3.1) overlooks the module selector. Large messages declare `_Fields`.
  private static let takenAsTypes: Set<String> = [
    "Any", "MartletVersionCheck", "Protocol", "ProtoClosedEnum",
    "ProtoClosedEnumWithDeprecatedCases", "ProtoOneof", "ProtoOpenEnum",
    "ProtoOpenEnumWithDeprecatedCases", "ProtoService", "Self",
    "Sendable", "Type", "_Fields",
  ]

  /// Static members of every message.
  private static let takenAsNestedTypes: Set<String> = [
    "decode", "descriptor", "encode", "protoFile", "protoMessageName", "protoSchema", "with",
  ]

  /// Words that begin something else where a type is expected.
  private static let typeKeywords: Set<String> = [
    "any", "async", "await", "borrowing", "consuming", "each", "isolated", "nonisolated",
    "nonsending", "sending", "some",
  ]

  /// Properties and methods of every message (``ProtoMessage`` and `Hashable`), and names that
  /// mean something else after a dot.
  private static let takenInMessages: Set<String> = [
    "hashValue", "init", "self", "serializedBytes", "unknownFields",
  ]

  private static let staticInMessages: Set<String> = [
    "decode", "encode", "isComplete", "protoMessageName", "protoSchema", "with",
  ]

  private static let takenInEnums: Set<String> = [
    "hashValue", "init", "protoFile", "protoSchema", "rawValue", "self", "unrecognized",
  ]

  private static let takenInServices: Set<String> = ["channel", "init", "self"]

  /// Words that cannot be declared, or not be used as a value, without backticks.
  private static let keywords: Set<String> = [
    "Any", "Self", "as", "associatedtype", "await", "break", "case", "catch", "class", "continue",
    "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
    "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return",
    "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}
