// The syntax tree: what the author wrote, in order, with the place of every part.
//
// It is lenient: it holds whatever parses, also what no IDL file may say (a field at the top
// level, an option without value). Passes behind the parser decide what is legal. Nodes are
// immutable, so a tree may be shared freely; larger ones are classes, because copying big structs
// is slow in the unoptimised builds this runs in.

/// A name or a path of names (`foo.v1.Bar`, `.foo.Bar`), without the white space it may contain.
struct NameSyntax: Sendable {
  var text: String
  var range: TextRange

  var isPath: Bool { text.utf8.contains(Ascii.dot) }
}

/// An integer literal with its sign; `magnitude` is nil if it needs more than 64 bits.
struct IntegerSyntax: Sendable {
  var isNegative: Bool
  /// Whether it is neither octal nor hexadecimal.
  var isDecimal: Bool
  var magnitude: UInt64?
  var range: TextRange

  /// The value, if it fits.
  var int64: Int64? {
    guard let magnitude else { return nil }
    if !isNegative { return Int64(exactly: magnitude) }
    if magnitude == UInt64(Int64.max) + 1 { return Int64.min }
    return Int64(exactly: magnitude).map { -$0 }
  }

  /// The value, if it fits.
  var int32: Int32? { int64.flatMap { Int32(exactly: $0) } }
}

/// A whole file.
final class FileSyntax: Sendable {
  let source: SourceFile
  let items: [ItemSyntax]
  /// From the first token to the last. Without any, it ends before it begins: at the end of the
  /// file, and at its beginning.
  let range: TextRange
  /// Nil if they were not asked for.
  let comments: DeclarationComments?
  /// How many options there are; each has a number below.
  let optionCount: Int

  /// Whether something was given up that may have declared a type.
  let lostDeclarations: Bool

  init(
    source: SourceFile, items: [ItemSyntax], range: TextRange, comments: DeclarationComments?,
    optionCount: Int, lostDeclarations: Bool
  ) {
    self.source = source
    self.items = items
    self.range = range
    self.comments = comments
    self.optionCount = optionCount
    self.lostDeclarations = lostDeclarations
  }
}

/// `{ … }` with statements in it.
struct BodySyntax: Sendable {
  var items: [ItemSyntax]
  var open: TextRange
  /// The closing brace, or the end of the file if it is missing, which has been reported.
  var close: TextRange
}

/// One statement of a file or of any `{ … }` body.
enum ItemSyntax: Sendable {
  case syntax(SyntaxStatement)
  case package(PackageSyntax)
  case importing(ImportSyntax)
  case option(OptionSyntax)
  case message(MessageSyntax)
  case field(FieldSyntax)
  case oneof(OneofSyntax)
  case enumeration(EnumSyntax)
  case enumValue(EnumValueSyntax)
  case extend(ExtendSyntax)
  case extensions(ExtensionsSyntax)
  case reserved(ReservedSyntax)
  case service(ServiceSyntax)
  case method(MethodSyntax)
}

/// `syntax = "proto3";` or `edition = "2023";`
final class SyntaxStatement: Sendable {
  let isEdition: Bool
  let value: [UInt8]
  let valueRange: TextRange
  let range: TextRange

  init(isEdition: Bool, value: [UInt8], valueRange: TextRange, range: TextRange) {
    self.isEdition = isEdition
    self.value = value
    self.valueRange = valueRange
    self.range = range
  }
}

/// `package foo.v1;`
final class PackageSyntax: Sendable {
  let name: NameSyntax
  let range: TextRange

  init(name: NameSyntax, range: TextRange) {
    self.name = name
    self.range = range
  }
}

/// `import public "foo/bar.proto";`
final class ImportSyntax: Sendable {
  enum Kind: Sendable { case plain, `public`, weak, option }

  let kind: Kind
  /// The place of the word between `import` and the path; nowhere if there is none.
  let kindRange: TextRange
  let path: String
  let pathRange: TextRange
  let range: TextRange

  init(
    kind: Kind, kindRange: TextRange, path: String, pathRange: TextRange, range: TextRange
  ) {
    self.kind = kind
    self.kindRange = kindRange
    self.path = path
    self.pathRange = pathRange
    self.range = range
  }
}

/// `export` or `local` before a message or an enum.
struct VisibilitySyntax: Sendable {
  var isExported: Bool
  var range: TextRange
}

/// `message Foo { … }`, and the body of a group.
final class MessageSyntax: Sendable {
  let visibility: VisibilitySyntax?
  let name: NameSyntax
  let body: BodySyntax
  /// From the keyword to the closing brace.
  let range: TextRange

  var items: [ItemSyntax] { body.items }

  init(
    visibility: VisibilitySyntax? = nil, name: NameSyntax, body: BodySyntax, range: TextRange
  ) {
    self.visibility = visibility
    self.name = name
    self.body = body
    self.range = range
  }
}

/// `optional int32 number = 1 [deprecated = true];`, also a map field and a group.
final class FieldSyntax: Sendable {
  enum Label: Sendable { case optional, required, repeated }

  enum Kind: Sendable {
    case named(NameSyntax)
    case map(key: NameSyntax, value: NameSyntax, range: TextRange)
    case group(MessageSyntax)
  }

  let label: Label?
  let labelRange: TextRange
  let kind: Kind
  let name: NameSyntax
  /// Nil if it is missing, which has been reported.
  let number: IntegerSyntax?
  let optionList: OptionListSyntax
  let range: TextRange

  var options: [OptionSyntax] { optionList.options }

  init(
    label: Label?, labelRange: TextRange, kind: Kind, name: NameSyntax, number: IntegerSyntax?,
    options: OptionListSyntax, range: TextRange
  ) {
    self.label = label
    self.labelRange = labelRange
    self.kind = kind
    self.name = name
    self.number = number
    self.optionList = options
    self.range = range
  }

  /// The place of the type's name.
  var typeRange: TextRange {
    switch kind {
    case .named(let name): name.range
    case .map(_, _, let range): range
    case .group(let body): body.name.range
    }
  }
}

/// `oneof choice { … }`
final class OneofSyntax: Sendable {
  let name: NameSyntax
  let body: BodySyntax
  let range: TextRange

  var items: [ItemSyntax] { body.items }

  init(name: NameSyntax, body: BodySyntax, range: TextRange) {
    self.name = name
    self.body = body
    self.range = range
  }
}

/// `enum Color { … }`
final class EnumSyntax: Sendable {
  let visibility: VisibilitySyntax?
  let name: NameSyntax
  let body: BodySyntax
  let range: TextRange

  var items: [ItemSyntax] { body.items }

  init(
    visibility: VisibilitySyntax? = nil, name: NameSyntax, body: BodySyntax, range: TextRange
  ) {
    self.visibility = visibility
    self.name = name
    self.body = body
    self.range = range
  }
}

/// `RED = 1 [deprecated = true];`
final class EnumValueSyntax: Sendable {
  let name: NameSyntax
  /// Nil if it is missing, which has been reported.
  let number: IntegerSyntax?
  let optionList: OptionListSyntax
  let range: TextRange

  var options: [OptionSyntax] { optionList.options }

  init(name: NameSyntax, number: IntegerSyntax?, options: OptionListSyntax, range: TextRange) {
    self.name = name
    self.number = number
    self.optionList = options
    self.range = range
  }
}

/// `extend Foo { … }`
final class ExtendSyntax: Sendable {
  let extendee: NameSyntax
  let body: BodySyntax
  let range: TextRange

  var items: [ItemSyntax] { body.items }

  init(extendee: NameSyntax, body: BodySyntax, range: TextRange) {
    self.extendee = extendee
    self.body = body
    self.range = range
  }
}

/// `4`, `4 to 7` or `4 to max`.
struct NumberRangeSyntax: Sendable {
  enum Bound: Sendable {
    case number(IntegerSyntax)
    case max(TextRange)
  }

  var first: IntegerSyntax
  /// Nil for a single number.
  var last: Bound?
  var range: TextRange
}

/// `extensions 100 to 199, 500 to max [ … ];`
final class ExtensionsSyntax: Sendable {
  let ranges: [NumberRangeSyntax]
  let optionList: OptionListSyntax
  let range: TextRange

  var options: [OptionSyntax] { optionList.options }

  init(ranges: [NumberRangeSyntax], options: OptionListSyntax, range: TextRange) {
    self.ranges = ranges
    self.optionList = options
    self.range = range
  }
}

/// `reserved 4, 7 to 9;`, `reserved "old_name";` or, in editions, `reserved old_name;`
final class ReservedSyntax: Sendable {
  struct Name: Sendable {
    var text: String
    var range: TextRange
    var isQuoted: Bool
  }

  let ranges: [NumberRangeSyntax]
  let names: [Name]
  let range: TextRange

  init(ranges: [NumberRangeSyntax], names: [Name], range: TextRange) {
    self.ranges = ranges
    self.names = names
    self.range = range
  }
}

/// `service Greeter { … }`
final class ServiceSyntax: Sendable {
  let name: NameSyntax
  let body: BodySyntax
  let range: TextRange

  var items: [ItemSyntax] { body.items }

  init(name: NameSyntax, body: BodySyntax, range: TextRange) {
    self.name = name
    self.body = body
    self.range = range
  }
}

/// `rpc SayHello(HelloRequest) returns (stream HelloReply);`
final class MethodSyntax: Sendable {
  let name: NameSyntax
  let input: NameSyntax
  /// The word `stream` before it, if it is there.
  let inputStream: TextRange?
  let output: NameSyntax
  let outputStream: TextRange?
  /// Nil if it ends with a semicolon; a descriptor tells the difference.
  let body: BodySyntax?
  let range: TextRange

  var inputIsStream: Bool { inputStream != nil }
  var outputIsStream: Bool { outputStream != nil }
  /// What stands in the braces.
  var items: [ItemSyntax] { body?.items ?? [] }

  init(
    name: NameSyntax, input: NameSyntax, inputStream: TextRange?, output: NameSyntax,
    outputStream: TextRange?, body: BodySyntax?, range: TextRange
  ) {
    self.name = name
    self.input = input
    self.inputStream = inputStream
    self.output = output
    self.outputStream = outputStream
    self.body = body
    self.range = range
  }
}
