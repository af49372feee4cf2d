/// Where in its options message each option of a file ended up: `(foo).bar = 1` is the field `bar`
/// of the extension `foo`, whatever statement it came from.
struct OptionPaths {
  /// Field numbers, and behind those of a repeated field the index; of all options.
  private var steps: [Int32] = []
  /// By the options' numbers.
  private var ranges: [Range<Int32>]

  /// Keeps the paths of as many options.
  init(count: Int) {
    ranges = Array(repeating: 0..<0, count: count)
  }

  /// Notes that an option has set `fields`, one within the other; `index` is the place of the
  /// value in the last one if that is repeated.
  mutating func record(_ option: OptionSyntax, _ fields: [FieldInfo], index: Int) {
    guard option.number < ranges.count else { return }
    let start = Int32(clamping: steps.count)
    for field in fields { steps.append(field.number) }
    if fields.last?.isRepeated == true { steps.append(Int32(clamping: index)) }
    ranges[option.number] = start..<Int32(clamping: steps.count)
  }

  /// The path of an option; empty if it has none.
  subscript(option: OptionSyntax) -> ArraySlice<Int32> {
    guard option.number < ranges.count else { return [] }
    let range = ranges[option.number]
    return steps[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}
