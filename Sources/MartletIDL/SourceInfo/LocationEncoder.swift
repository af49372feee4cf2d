/// Encodes the locations of a file as a `google.protobuf.SourceCodeInfo`.
///
/// They are written as bytes at once: descriptors have twenty locations for each field, and as
/// values with arrays in them they would take more memory than all else together.
struct LocationEncoder {
  /// The encoded message.
  private(set) var bytes: [UInt8] = []

  private let source: SourceFile
  private let onlyComments: Bool
  private let columns: ColumnTable
  private let lineStarts: [Int]
  /// The path of the current place, encoded.
  private var path: [UInt8] = []
  /// The line of the last place: the next one is seldom far.
  private var line = 0

  /// With `onlyComments`, locations without comments are left out.
  init(source: SourceFile, onlyComments: Bool) {
    self.source = source
    self.onlyComments = onlyComments
    self.columns = ColumnTable(source)
    self.lineStarts = source.lineStarts
  }

  // MARK: - Paths

  /// Goes one step down in the descriptor. Returns what ``pop(_:)`` needs to come back.
  mutating func push(_ number: Int32) -> Int {
    let mark = path.count
    Varint.append(UInt64(bitPattern: Int64(number)), to: &path)
    return mark
  }

  /// Goes down to an element of a repeated field.
  mutating func push(_ number: Int32, _ index: Int) -> Int {
    let mark = push(number)
    _ = push(Int32(clamping: index))
    return mark
  }

  /// Goes down several steps.
  mutating func push(_ steps: [Int32]) -> Int {
    let mark = path.count
    for step in steps { _ = push(step) }
    return mark
  }

  mutating func pop(_ mark: Int) {
    path.removeLast(path.count - mark)
  }

  // MARK: - Locations

  /// The location of the current place.
  mutating func location(_ range: TextRange) {
    if onlyComments { return }
    let mark = open(1)
    appendPlace(range)
    close(mark)
  }

  /// The location of the current place, with its comments.
  mutating func location(
    _ range: TextRange, _ entry: DeclarationComments.Entry?, of comments: DeclarationComments
  ) {
    guard let entry else { return location(range) }
    let mark = open(1)
    appendPlace(range)
    if hasText(entry.leading, comments) { append(entry.leading, comments, as: 3) }
    if hasText(entry.trailing, comments) { append(entry.trailing, comments, as: 4) }
    for index in entry.detached { append(comments.detached[Int(index)], comments, as: 6) }
    close(mark)
  }

  private mutating func appendPlace(_ range: TextRange) {
    if !path.isEmpty {
      bytes.append(1 << 3 | 2)
      Varint.append(UInt64(path.count), to: &bytes)
      bytes += path
    }
    let start = place(range.start)
    let end = place(range.end)
    let mark = open(2)
    Varint.append(UInt64(start.line), to: &bytes)
    Varint.append(UInt64(start.column), to: &bytes)
    if end.line != start.line { Varint.append(UInt64(end.line), to: &bytes) }
    Varint.append(UInt64(end.column), to: &bytes)
    close(mark)
  }

  // MARK: - Places

  private mutating func place(_ offset: Int32) -> (line: Int, column: Int) {
    let offset = Int(offset)
    let starts = lineStarts
    var steps = 8
    while line + 1 < starts.count, starts[line + 1] <= offset, steps > 0 {
      line += 1
      steps -= 1
    }
    if starts[line] > offset || steps == 0 { line = source.position(of: offset).line - 1 }
    return (line, columns.column(of: offset, lineStart: starts[line]))
  }

  // MARK: - Comments

  /// Whether there is a comment with anything in it: `/**/` is as good as none.
  private func hasText(_ text: DeclarationComments.Text, _ comments: DeclarationComments) -> Bool {
    if text.isNone { return false }
    let range = comments.comments[Int(text.first)].range
    let isBlock = source.bytes[Int(range.start) + 1] == Ascii.star
    // A line comment with nothing in it still has its line break, unless the file ends there.
    return range.end - range.start > (isBlock ? 4 : 2) || text.count > 1
      || (!isBlock && Int(range.end) < source.bytes.count)
  }

  private mutating func append(
    _ text: DeclarationComments.Text, _ comments: DeclarationComments, as number: UInt8
  ) {
    let mark = open(number)
    for index in Int(text.first)..<Int(text.first + text.count) {
      let range = comments.comments[index].range
      let start = Int(range.start) + 2
      if source.bytes[start - 1] == Ascii.slash {
        bytes += source.bytes[start..<min(Int(range.end) + 1, source.bytes.count)]
      } else {
        appendBlock(start..<max(start, Int(range.end) - 2))
      }
    }
    close(mark)
  }

  /// The text of a block comment, without the white space and the star that its lines begin with.
  private mutating func appendBlock(_ range: Range<Int>) {
    let source = source.bytes
    var start = range.lowerBound
    var offset = start
    while offset < range.upperBound {
      offset += 1
      guard source[offset - 1] == Ascii.newline else { continue }
      bytes += source[start..<offset]
      while offset < range.upperBound, source[offset] != Ascii.newline,
        Ascii.classes[Int(source[offset])] == Ascii.whitespaceBit
      {
        offset += 1
      }
      if offset < range.upperBound, source[offset] == Ascii.star { offset += 1 }
      start = offset
    }
    if start < range.upperBound { bytes += source[start..<range.upperBound] }
  }

  // MARK: - Encoding

  /// Begins a value of some length. Returns what ``close(_:)`` needs.
  private mutating func open(_ number: UInt8) -> Int {
    bytes.append(number << 3 | 2)
    bytes.append(0)
    return bytes.count
  }

  /// Fills in the length of a value; one byte is kept for it.
  private mutating func close(_ mark: Int) {
    let length = bytes.count - mark
    if length < 0x80 {
      bytes[mark - 1] = UInt8(truncatingIfNeeded: length)
    } else {
      var encoded: [UInt8] = []
      Varint.append(UInt64(length), to: &encoded)
      bytes.replaceSubrange((mark - 1)..<mark, with: encoded)
    }
  }
}
