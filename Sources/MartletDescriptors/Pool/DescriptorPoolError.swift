public import MartletProtobuf

/// Why a pool does not take a file: what is wrong, and with which element.
public struct DescriptorPoolError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    // Files
    /// The bytes are no descriptor, or no set of them.
    case malformed(ProtoDecodingError)
    /// A file without a name, or with a NUL in it.
    case invalidFileName
    /// `syntax` is none of `proto2`, `proto3` and `editions`.
    case unknownSyntax(String)
    /// The edition is not known (yet).
    case unsupportedEdition(Int32)
    /// There is another file of that name already.
    case duplicateFile
    /// An imported file is not there.
    case missingDependency(String)
    /// A file is imported twice.
    case repeatedDependency(String)
    /// The files import each other in a circle; the first is also the last.
    case importCycle([String])
    /// An index of public or weak imports that is no import's.
    case invalidDependencyIndex(Int32)

    // Names
    /// The name is no identifier.
    case invalidName(String)
    /// The name belongs to something else, which the file declares.
    case duplicateName(file: String)
    /// Messages stand in each other, or packages, deeper than the limit.
    case nestedTooDeep(limit: Int)

    // Types
    /// There is no type of that name.
    case unknownType(String)
    /// The name belongs to something, but not to what is wanted here.
    case wrongType(String, wanted: WantedType)
    /// A field or method does not say its type, or says two.
    case missingType
    /// An extension that does not say what it extends, or a field that does.
    case invalidExtendee
    /// A number that stands for no type, or for groups where there are none.
    case invalidType(Int32)
    /// A number that stands for no label, or a label that cannot be here.
    case invalidLabel(Int32)

    // Numbers
    /// A field's number that is out of range, or reserved for implementations.
    case invalidNumber(Int32)
    /// The number belongs to another element, or to a range that it must not be in.
    case conflictingNumber(Int32)
    /// A range that is empty, or out of what is allowed.
    case invalidRange(start: Int32, end: Int32)
    /// The name is among the reserved ones.
    case reservedName
    /// The extended message has no range with that number.
    case notExtensible(by: Int32)
    /// An enum without values, or an open one whose first is not zero.
    case invalidFirstValue

    // Oneofs, maps, defaults, features
    /// There is no oneof with that index.
    case invalidOneofIndex(Int32)
    /// A oneof without fields, or with others between them, or of repeated ones.
    case invalidOneof
    /// A field that is `optional` as in proto3, but not alone in a oneof of its own.
    case invalidOptional
    /// A message that says it is the entry of a map, but is none, or is used as something else.
    case invalidMapEntry
    /// A default that is no value of the field's type, or of a field that can have none.
    case invalidDefault(String)
    /// A field of implicit presence whose type is a closed enum.
    case closedEnum(String)
    /// Features in a file of proto2 or proto3, or with a value that is not known.
    case invalidFeatures
  }

  /// What a name should have been the name of.
  public enum WantedType: String, Hashable, Sendable {
    case message
    case enumeration = "enum"
    case type
  }

  /// What is wrong.
  public let reason: Reason
  /// The file's import path.
  public let file: String
  /// The full name of the element; empty for the file itself.
  public let element: String

  public init(_ reason: Reason, file: String, element: String = "") {
    self.reason = reason
    self.file = file
    self.element = element
  }
}

extension DescriptorPoolError: CustomStringConvertible {
  public var description: String {
    let place = [file, element].filter { !$0.isEmpty }.map { $0 + ": " }.joined()
    return place + reason.explanation
  }
}

extension DescriptorPoolError.Reason {
  /// The fault in words, to be preceded by the element.
  public var explanation: String {
    switch self {
    case .malformed(let error): "\(error)"
    case .invalidFileName: "a file needs a name, without NUL"
    case .unknownSyntax(let syntax): "there is no syntax \"\(syntax)\""
    case .unsupportedEdition(let number): "edition \(number) is not supported"
    case .duplicateFile: "there is another file of this name"
    case .missingDependency(let name): "imports \"\(name)\", which is not there"
    case .repeatedDependency(let name): "imports \"\(name)\" twice"
    case .importCycle(let names): "imports itself: " + names.joined(separator: " → ")
    case .invalidDependencyIndex(let index): "there is no import with index \(index)"
    case .invalidName(let name): "\"\(name)\" is no valid name"
    case .duplicateName(let file): "\(file) declares something else of this name"
    case .nestedTooDeep(let limit): "nested deeper than \(limit)"
    case .unknownType(let name): "there is no type \(name)"
    case .wrongType(let name, let wanted): "\(name) is no \(wanted.rawValue)"
    case .missingType: "needs a type, and one only"
    case .invalidExtendee: "an extension has to say what it extends, a field must not"
    case .invalidType(let number): "type \(number) is not possible here"
    case .invalidLabel(let number): "label \(number) is not possible here"
    case .invalidNumber(let number): "\(number) is no valid number"
    case .conflictingNumber(let number): "number \(number) is taken"
    case .invalidRange(let start, let end): "\(start) to \(end) is no valid range"
    case .reservedName: "the name is reserved"
    case .notExtensible(let number): "what it extends has no extension range with \(number)"
    case .invalidFirstValue: "an enum needs a first value, an open one zero"
    case .invalidOneofIndex(let index): "there is no oneof with index \(index)"
    case .invalidOneof: "a oneof needs single fields, one behind the other"
    case .invalidOptional: "an optional field needs a oneof of its own, behind all others"
    case .invalidMapEntry: "not a valid entry of a map, or not used as one"
    case .invalidDefault(let text): "the default \"\(text)\" is not possible here"
    case .closedEnum(let name): "\(name) is closed, so the field needs explicit presence"
    case .invalidFeatures: "features that are not possible here"
    }
  }
}
