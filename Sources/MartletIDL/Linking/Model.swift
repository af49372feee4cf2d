internal import MartletDescriptors
internal import MartletProtobuf

// What the linker knows about each declaration: its full name, what its names turned out to mean,
// and the syntax node that it came from. Classes, because declarations refer to each other in
// circles; they never leave the task that runs the compiler.
//
// A file owns its declarations, and they their parts. All other references are unowned, or nothing
// would ever be freed. They hold because the files of a run live as long as its symbol table, which
// outlives all use of them; so nobody need check that at every access.

/// One file on its way from syntax to descriptor.
final class FileUnit {
  /// Its place in the order of loading.
  var index = 0
  let source: SourceFile
  let syntax: FileSyntax
  let sink: DiagnosticSink
  /// Set if statements were dropped or imports are missing.
  var isIncomplete: Bool
  /// Set if types may be among what is missing: then an undefined name may well be one of theirs.
  var mayLackDeclarations: Bool
  /// Set if the file cannot be linked at all.
  var isRefused = false
  /// Whether it was asked for by itself, not only by an import.
  var isRequested = true
  var edition = Google.Protobuf.Edition.proto2
  /// What the file inherits from its edition and sets itself; its elements inherit from it.
  var features = ResolvedFeatures.proto2
  var package = ""
  /// In source order; the unit is nil if the file could not be loaded.
  var imports: [(syntax: ImportSyntax, unit: FileUnit?)] = []
  /// The files whose symbols this file may use, itself included.
  var visible: Set<Int> = []
  /// The files of which it may use nothing but custom options.
  var visibleToOptions: Set<Int> = []
  /// The files that importing this one makes visible too.
  var passedOn: Set<Int> = []
  /// The files of which it uses symbols.
  var used: Set<Int> = []

  var messages: [MessageInfo] = []
  var enums: [EnumInfo] = []
  var extensions: [FieldInfo] = []
  var services: [ServiceSyntax] = []
  /// Every custom or standard option that was set, for checks that need all options linked.
  var optionUses: [OptionUse] = []
  var optionPaths: OptionPaths
  /// Whether its options were read by the descriptor.proto of this run, not the embedded one.
  var usesOwnSchema = false
  var proto = Google.Protobuf.FileDescriptorProto()
  /// Nil if nobody wants it, or there are errors.
  var sourceInfo: SourceInfo?

  init(source: SourceFile, syntax: FileSyntax, sink: DiagnosticSink) {
    self.source = source
    self.syntax = syntax
    self.sink = sink
    self.optionPaths = OptionPaths(count: syntax.comments == nil ? 0 : syntax.optionCount)
    self.isIncomplete = sink.errorCount > 0
    self.mayLackDeclarations = syntax.lostDeclarations
  }

  /// What is wrong with it, by position.
  var findings: [Diagnostic] { sink.diagnostics.sorted { $0.offset < $1.offset } }

  /// Whether it is for the lite runtime. For use once its options are linked.
  var isLite: Bool { proto.options?.optimizeFor == .liteRuntime }

  /// An import, or all of the file, is missing.
  func isCutShort() {
    isIncomplete = true
    mayLackDeclarations = true
  }

  /// Notes that `field` is set on a thing of kind `target`, unless it is known that there will be
  /// nothing to check: the options of fields in other files are linked already.
  func noteUse(of field: FieldInfo, on target: OptionTarget?, at range: TextRange) {
    if field.file !== self, field.options == nil { return }
    optionUses.append(OptionUse(subject: .field(field), target: target, range: range))
  }

  /// The same for an enum value.
  func noteUse(of number: Int32, in type: EnumInfo, at range: TextRange) {
    if type.file !== self, type.valueSupport.isEmpty { return }
    optionUses.append(OptionUse(subject: .value(number, type), target: nil, range: range))
  }

  func warnIfDeprecated(_ value: EnumInfo.Value, in type: EnumInfo, at range: TextRange) {
    guard isRequested, value.syntax.options.setsDeprecated else { return }
    sink.warning(
      "\"\(value.name.text)\" is deprecated", at: range,
      notes: [type.file.note("deprecated here", value.name.range)])
  }

  func note(_ message: String, _ range: TextRange) -> Diagnostic.Note {
    Diagnostic.Note(message: message, span: SourceSpan(file: source, range: range))
  }
}

/// A message type, also the entry type of a map and the type of a group.
final class MessageInfo {
  let name: NameSyntax
  let fullName: String
  unowned(unsafe) let file: FileUnit
  /// Nil for the entry type of a map.
  let syntax: MessageSyntax?
  var isMapEntry: Bool { syntax == nil }
  /// Whether it stands within another message.
  var isNested: Bool { Naming.parent(fullName) != file.package }

  var fields: [FieldInfo] = []
  var oneofs: [OneofInfo] = []
  var nested: [MessageInfo] = []
  var enums: [EnumInfo] = []
  var extensions: [FieldInfo] = []
  var extensionRanges: [ExtensionRangeInfo] = []
  var reservedRanges: [NumberRange] = []
  var reservedNames: [ReservedSyntax.Name] = []
  var isMessageSet = false
  var features = ResolvedFeatures.proto2
  /// Set when its options are linked: an option that lets JSON names clash.
  var allowsJSONConflicts = false
  private(set) lazy var isDeprecated = syntax?.items.optionStatements.setsDeprecated ?? false
  private var index: [String: FieldInfo] = [:]

  init(name: NameSyntax, fullName: String, file: FileUnit, syntax: MessageSyntax?) {
    self.name = name
    self.fullName = fullName
    self.file = file
    self.syntax = syntax
  }

  /// The field of a name; the first one if there are two. For use once all are declared.
  func field(named name: String) -> FieldInfo? {
    if index.isEmpty {
      for field in fields where index[field.name.text] == nil { index[field.name.text] = field }
    }
    return index[name]
  }
}

/// A field or an extension.
final class FieldInfo {
  typealias Proto = Google.Protobuf.FieldDescriptorProto

  let name: NameSyntax
  let fullName: String
  unowned(unsafe) let file: FileUnit
  /// The scope in which its type's name is looked up.
  let scope: String
  /// Nil for key and value of a map.
  let syntax: FieldSyntax?
  /// The options as written; key and value of a map have the features of the map itself.
  let optionStatements: [OptionSyntax]
  let number: Int32
  let numberRange: TextRange
  let label: Proto.Label
  /// The name of its type as written; nil for a group, whose type is known.
  let typeName: NameSyntax?
  /// The message to extend as written, for an extension.
  let extendeeName: NameSyntax?
  var oneofIndex: Int?
  var isProto3Optional = false
  var isMap = false
  var features = ResolvedFeatures.proto2

  /// Nil until its name is resolved, and for ever if that fails.
  var type: Proto.TypeEnum?
  unowned(unsafe) var message: MessageInfo?
  unowned(unsafe) var enumeration: EnumInfo?
  unowned(unsafe) var extendee: MessageInfo?
  var jsonName: String
  /// Whether `jsonName` is the author's, not the default.
  var hasJSONName = false
  var options: Google.Protobuf.FieldOptions?
  /// What the option `packed` says. From the syntax, because options are encoded before all
  /// options of their own types are linked.
  private(set) var packedOption: Bool?
  /// Whether, as an option, it stays in the source: `retention = RETENTION_SOURCE`.
  private(set) var isSourceOnly = false

  var isExtension: Bool { extendeeName != nil }
  var isRepeated: Bool { label == .repeated }
  var isRequired: Bool { !isRepeated && features.fieldPresence == .legacyRequired }

  /// Whether it knows that it was set.
  var hasPresence: Bool {
    if isRepeated { return false }
    return message != nil || isExtension || oneofIndex != nil || features.fieldPresence != .implicit
  }

  /// Whether its messages stand between two tags on the wire, as groups do, not behind a length.
  var isDelimited: Bool {
    if type == .group { return true }
    // Nothing about maps changes, whatever the file says.
    return type == .message && features.messageEncoding == .delimited && syntax != nil && !isMap
  }

  /// Whether it is what a group declares: a delimited field with the lower-case name of its type,
  /// beside that type.
  var isGroupLike: Bool {
    guard isDelimited, let message, message.file === file else { return false }
    return name.text == Naming.lowercased(message.name.text)
      && Naming.parent(message.fullName) == scope
  }

  init(
    name: NameSyntax, fullName: String, file: FileUnit, scope: String, syntax: FieldSyntax?,
    optionStatements: [OptionSyntax], number: Int32, numberRange: TextRange, label: Proto.Label,
    typeName: NameSyntax?, extendeeName: NameSyntax? = nil
  ) {
    self.name = name
    self.fullName = fullName
    self.file = file
    self.scope = scope
    self.syntax = syntax
    self.optionStatements = optionStatements
    self.number = number
    self.numberRange = numberRange
    self.label = label
    self.typeName = typeName
    self.extendeeName = extendeeName
    self.jsonName = Naming.jsonName(name.text)
    for option in syntax?.options ?? [] {
      guard case .word(let word, false) = option.value else { continue }
      switch option.plainName {
      case "packed": packedOption = word.text == "true"
      case "retention": isSourceOnly = word.text == "RETENTION_SOURCE"
      default: break
      }
    }
  }

  /// Whether its values can share one record on the wire.
  var isPackable: Bool { isRepeated && message == nil && type != .string && type != .bytes }

  /// Whether they do.
  var isPacked: Bool { isPackable && features.repeatedFieldEncoding == .packed }

  /// Key and value, for a map.
  var mapParts: [FieldInfo] { isMap ? message?.fields ?? [] : [] }

  /// Whether zero is the same as nothing, so that it is not written.
  var hasImplicitPresence: Bool {
    !isRepeated && !hasPresence
  }
}

/// A oneof; a synthetic one has no syntax.
final class OneofInfo {
  let name: String
  let syntax: OneofSyntax?
  var features = ResolvedFeatures.proto2

  init(name: String, syntax: OneofSyntax?) {
    self.name = name
    self.syntax = syntax
  }
}

/// An enum type.
final class EnumInfo {
  struct Value {
    var name: NameSyntax
    var number: Int32
    var syntax: EnumValueSyntax
  }

  struct JSONName {
    /// Nil if the option says nothing.
    var text: [UInt8]?
    var range: TextRange
  }

  let name: NameSyntax
  let fullName: String
  /// The scope around it, which its values share.
  let scope: String
  unowned(unsafe) let file: FileUnit
  let syntax: EnumSyntax
  var values: [Value] = []
  var reservedRanges: [NumberRange] = []
  var reservedNames: [ReservedSyntax.Name] = []
  /// Set when its options are linked; nil if the option is not set.
  var allowAlias: Bool?
  /// Set when its options are linked: whether a value has the option `debug_redact`.
  var hasRedactedValue = false
  /// What values are called in JSON, by their indexes, for those that the option
  /// `(pb.enumvalue.json)` is set on.
  var jsonNames: [Int: JSONName] = [:]
  /// The editions in which values may be used in options, by the values' indexes, for those that
  /// say so. Set when their options are linked.
  var valueSupport: [Int: Google.Protobuf.FieldOptions.FeatureSupport] = [:]
  /// Set when its options are linked: an option of proto2 that lets its values' names clash.
  var allowsNameConflicts = false
  private(set) lazy var isDeprecated = syntax.items.optionStatements.setsDeprecated

  /// What to say to someone who takes `name` for one of its values.
  func advice(on name: String) -> String? {
    let names = values.map(\.name.text)
    if let nearest = Spelling.nearest(to: name, in: names) { return "did you mean \"\(nearest)\"?" }
    return names.count > 8 ? nil : "it has \(names.joined(separator: ", "))"
  }

  var features = ResolvedFeatures.proto2

  /// Whether it stands within a message.
  var isNested: Bool { scope != file.package }

  /// Whether numbers without a name are refused, as proto2 does.
  var isClosed: Bool { features.enumType == .closed }

  init(name: NameSyntax, scope: String, file: FileUnit, syntax: EnumSyntax) {
    self.name = name
    self.scope = scope
    self.fullName = Naming.join(scope, name.text)
    self.file = file
    self.syntax = syntax
  }
}

/// One range of an `extensions` statement.
struct ExtensionRangeInfo {
  var range: NumberRange
  var syntax: ExtensionsSyntax
  /// Set when its options are linked.
  var options: Google.Protobuf.ExtensionRangeOptions?
}
