internal import MartletDescriptors
internal import MartletProtobuf

/// The options of one thing under construction.
///
/// protoc merges and sorts the options that it knows by itself, and keeps each statement about
/// another custom option as a record of its own. So there are two trees; what is set twice is
/// noticed across both. It interprets those in parentheses in a second round, which does not see
/// what the first one has set: hence the third tree.
struct OptionTrees {
  /// What is encoded as a whole.
  let standard: OptionTree
  /// What is encoded statement by statement, unless options are stripped.
  private let custom: OptionTree
  /// Standard options that are set by their full names, in parentheses.
  private let named: OptionTree
  /// What is in neither of the fields of ``standard``, as records: of both rounds.
  private var records: (first: [UInt8], second: [UInt8]) = ([], [])
  /// Whether protoc's own options message has a field of this number; another descriptor.proto may
  /// have more.
  private let isKnown: (Int32) -> Bool

  init(type: MessageInfo, isKnown: @escaping (Int32) -> Bool) {
    standard = OptionTree(type: type)
    custom = OptionTree(type: type)
    named = OptionTree(type: type)
    self.isKnown = isKnown
  }

  /// What is encoded statement by statement.
  var customBytes: [UInt8] { records.first + records.second }

  /// Everything in one tree, for descriptors whose options are stripped.
  func mergeAll() {
    standard.merge(custom)
    standard.merge(named)
  }

  /// The custom options, to be checked as they are.
  var customOptions: OptionTree { custom }

  /// What the option that is written so has been set to before; `path` leads to it from field to
  /// field.
  func earlier(_ option: OptionSyntax, at path: [FieldInfo]) -> OptionTree.Entry? {
    if isNamed(option, path) { return named.entry(at: path[...]) }
    return standard.entry(at: path[...]) ?? custom.entry(at: path[...])
  }

  /// Adds a value. Returns how many statements have set the same field before.
  mutating func append(_ value: OptionValue, _ option: OptionSyntax, at path: [FieldInfo]) -> Int {
    guard let field = path.last else { return 0 }
    var tree = standard
    if isNamed(option, path) {
      tree = named
    } else if isRecord(path) {
      tree = custom
    }
    if tree !== standard {
      let record = OptionEncoder.encode(value, path: path)
      if isInParentheses(option) { records.second += record } else { records.first += record }
    }
    for field in path.dropLast() {
      guard let next = tree.child(at: field, option.nameRange) else { return 0 }
      tree = next
    }
    tree.append(value, to: field, at: option.nameRange)
    return tree.countStatement(of: field)
  }

  private func isInParentheses(_ option: OptionSyntax) -> Bool {
    option.parts.first?.isExtension == true
  }

  private func isNamed(_ option: OptionSyntax, _ path: [FieldInfo]) -> Bool {
    isInParentheses(option) && path.first?.isExtension == false
  }

  private func isRecord(_ path: [FieldInfo]) -> Bool {
    if path.contains(where: { $0.isExtension && !$0.isBuiltIn }) { return true }
    guard let first = path.first else { return false }
    return !first.isExtension && !isKnown(first.number)
  }
}

extension FieldInfo {
  private static let builtInNames: Set<String> = [
    "pb.cpp", "pb.java", "pb.java_mutable", "pb.csharp", "pb.file.cpp", "pb.enumvalue.json",
  ]

  /// Whether it is a custom option that is built into protoc.
  var isBuiltIn: Bool { isExtension && Self.builtInNames.contains(fullName) }
}
