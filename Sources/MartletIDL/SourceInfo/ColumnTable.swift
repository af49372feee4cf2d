/// Columns as descriptors count them: from 0, a byte is a column, and a tab goes to the next
/// multiple of 8.
///
/// Built once for a file, and only of its tabs: each answer then costs a binary search, however
/// long the lines are.
struct ColumnTable {
  /// The offsets of the tabs, and the columns behind them.
  private var tabs: [(offset: Int32, column: Int32)] = []

  private static let tabWidth = 8

  init(_ source: SourceFile) {
    let bytes = source.bytes
    guard bytes.contains(Ascii.tab) else { return }
    var column = 0
    var offset = 0
    while offset < bytes.count {
      switch bytes[offset] {
      case Ascii.newline: column = 0
      case Ascii.tab:
        column += Self.tabWidth - column % Self.tabWidth
        tabs.append((Int32(clamping: offset), Int32(clamping: column)))
      default: column += 1
      }
      offset += 1
    }
  }

  /// The column of `offset` on the line that begins at `lineStart`.
  func column(of offset: Int, lineStart: Int) -> Int {
    if tabs.isEmpty { return offset - lineStart }
    var low = 0
    var high = tabs.count
    while low < high {
      let middle = (low + high) / 2
      if Int(tabs[middle].offset) < offset { low = middle + 1 } else { high = middle }
    }
    // The last tab before the place, if it is on its line.
    guard low > 0, case let tab = tabs[low - 1], Int(tab.offset) >= lineStart else {
      return offset - lineStart
    }
    return Int(tab.column) + offset - Int(tab.offset) - 1
  }
}
