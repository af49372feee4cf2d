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

  /// The custom options that are built into protoc.
  private static let builtIn: Set<String> = [
    "pb.cpp", "pb.java", "pb.java_mutable", "pb.csharp", "pb.file.cpp", "pb.enumvalue.json",
  ]

  /// What is set at `path`, which leads from field to field.
  func entry(at path: [FieldInfo]) -> OptionTree.Entry? {
    standard.entry(at: path[...]) ?? custom.entry(at: path[...])
  }

  mutating func append(_ value: OptionValue, at path: [FieldInfo], _ range: TextRange) {
    let isCustom = path.contains { $0.isExtension && !Self.builtIn.contains($0.fullName) }
    var tree = isCustom ? custom : standard
    for field in path.dropLast() {
      guard let next = tree.child(at: field, range) else { return }
      tree = next
    }
    guard let field = path.last else { return }
    tree.append(value, to: field, at: range)
    if isCustom { customBytes += OptionEncoder.encode(value, path: path) }
  }
}
