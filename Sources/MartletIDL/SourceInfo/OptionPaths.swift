internal import MartletDescriptors
internal import MartletProtobuf

/// Where in its options message each option of a file ended up: `(foo).bar = 1` is the field `bar`
/// of the extension `foo`, whatever statement it came from.
struct OptionPaths {
  /// What became of an option.
  enum Fate: UInt8 {
    case kept
    /// It is only for the source, and left out of the descriptor.
    case stripped
    /// So are all others of the same thing: there is no options message.
    case strippedWithAll
  }

  private struct Entry {
    var fields: Range<Int32> = 0..<0
    /// Of the value in the last field, if that is repeated.
    var index: Int32 = 0
    var fate = Fate.kept
  }

  /// The fields of all paths.
  private var fields: [FieldInfo] = []
  /// By the options' numbers.
  private var entries: [Entry]

  /// Keeps the paths of as many options; of none, if nobody wants them.
  init(count: Int) {
    entries = Array(repeating: Entry(), count: count)
  }

  /// Notes that an option has set `path`, each field within the one before; `index` is the place
  /// of the value in the last one if that is repeated.
  mutating func record(_ option: OptionSyntax, _ path: [FieldInfo], index: Int) {
    guard option.number < entries.count else { return }
    let start = Int32(clamping: fields.count)
    fields += path
    entries[option.number].fields = start..<Int32(clamping: fields.count)
    entries[option.number].index = Int32(clamping: index)
  }

  /// Notes what became of the options of one thing, which are all in `tree`.
  mutating func recordFates(
    of options: [OptionSyntax], _ tree: OptionTree, isAnyLeft: Bool
  ) {
    for option in options where option.number < entries.count {
      guard isAnyLeft else {
        entries[option.number].fate = .strippedWithAll
        continue
      }
      if tree.strips(path(of: option)) { entries[option.number].fate = .stripped }
    }
  }

  private func path(of option: OptionSyntax) -> ArraySlice<FieldInfo> {
    let range = entries[option.number].fields
    return fields[Int(range.lowerBound)..<Int(range.upperBound)]
  }

  func fate(of option: OptionSyntax) -> Fate {
    option.number < entries.count ? entries[option.number].fate : .kept
  }

  /// The path of an option: field numbers, and behind that of a repeated field the index.
  func steps(of option: OptionSyntax) -> [Int32] {
    guard option.number < entries.count else { return [] }
    let path = path(of: option)
    var steps = path.map(\.number)
    if path.last?.isRepeated == true { steps.append(entries[option.number].index) }
    return steps
  }
}

extension OptionTree {
  /// Whether a descriptor without source-only options has nothing at `path`, which a statement has
  /// set.
  fileprivate func strips(_ path: ArraySlice<FieldInfo>) -> Bool {
    guard let field = path.first, let value = entry(of: field)?.values.first,
      !isOverruled(field)
    else { return false }
    if field.isSourceOnly { return !(field.hasImplicitPresence && value.isZero(as: field.type)) }
    // protoc does not look into groups.
    guard field.type == .message, !field.isRepeated, case .message(let tree) = value else {
      return false
    }
    if tree.isOptions, OptionEncoder.encode(tree, strips: true).isEmpty,
      !OptionEncoder.encode(tree).isEmpty
    {
      return true
    }
    return tree.strips(path.dropFirst())
  }
}
