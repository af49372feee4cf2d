internal import MartletDescriptors
internal import MartletProtobuf

/// The options of one thing under construction.
///
/// protoc merges and sorts the options that it knows by itself, and keeps each statement about
/// another custom option as a record of its own. So there are two trees; what is set twice is
/// noticed across both.
struct OptionTrees {
  /// What is encoded as a whole.
  let standard: OptionTree
  /// What is encoded statement by statement, unless options are stripped.
  let custom: OptionTree
  private(set) var customBytes: [UInt8] = []

  init(type: MessageInfo) {
    standard = OptionTree(type: type)
    custom = OptionTree(type: type)
  }

  /// What is set at `path`, which leads from field to field.
  func entry(at path: [FieldInfo]) -> OptionTree.Entry? {
    standard.entry(at: path[...]) ?? custom.entry(at: path[...])
  }

  /// Adds a value. Returns how many statements have set the same field before.
  mutating func append(
    _ value: OptionValue, at path: [FieldInfo], _ range: TextRange
  ) -> Int {
    let isCustom = path.contains { $0.isExtension && !$0.isBuiltIn }
    var tree = isCustom ? custom : standard
    for field in path.dropLast() {
      guard let next = tree.child(at: field, range) else { return 0 }
      tree = next
    }
    guard let field = path.last else { return 0 }
    tree.append(value, to: field, at: range)
    if isCustom { customBytes += OptionEncoder.encode(value, path: path) }
    return tree.countStatement(of: field)
  }
}

extension FieldInfo {
  private static let builtInNames: Set<String> = [
    "pb.cpp", "pb.java", "pb.java_mutable", "pb.csharp", "pb.file.cpp", "pb.enumvalue.json",
  ]

  /// Whether it is a custom option that is built into protoc.
  var isBuiltIn: Bool { isExtension && Self.builtInNames.contains(fullName) }
}
