internal import Synchronization

/// One IDL file in memory: its bytes, and the table that turns an offset into a line and column.
///
/// Sources are kept as bytes: the compiler runs unoptimised inside build plugins, where walking
/// a `String` by `Character` would dominate its time. Immutable, so it may be shared freely.
public final class SourceFile: Sendable {
  /// The descriptor name, as an import would spell it: `greeter/v1/greeter.proto`.
  public let name: String
  /// The path to show to people and to depend on; nil for a file embedded in the compiler.
  public let path: String?
  /// The whole content.
  public let bytes: [UInt8]
  /// Found out when somebody asks: of most files no line is ever shown.
  private let knownLineStarts = Mutex<[Int]?>(nil)

  /// Wraps `bytes`. `name` is the descriptor name, `path` where the file was found.
  public init(name: String, path: String?, bytes: [UInt8]) {
    self.name = name
    self.path = path
    self.bytes = bytes
  }

  /// The offset of the first byte of each line.
  var lineStarts: [Int] {
    knownLineStarts.withLock { known in
      if let known { return known }
      let starts = SourceFile.lineStarts(of: bytes)
      known = starts
      return starts
    }
  }

  /// What diagnostics call the file.
  public var displayPath: String { path ?? name }

  /// The 1-based line and 1-based column (counted in bytes, as Swift and clang do) of an offset.
  /// An offset outside of the file is moved to its nearest end.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let clamped = min(max(offset, 0), bytes.count)
    let lineStarts = lineStarts
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= clamped { low = middle } else { high = middle }
    }
    return (low + 1, clamped - lineStarts[low] + 1)
  }

  /// The bytes of a 1-based line, without its line break; empty for a line that is not there.
  public func line(_ number: Int) -> ArraySlice<UInt8> {
    let lineStarts = lineStarts
    guard number >= 1, number <= lineStarts.count else { return [] }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    if end > start, bytes[end - 1] == Ascii.newline { end -= 1 }
    if end > start, bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
    return bytes[start..<end]
  }

  /// The bytes at the beginning that only say that the file is UTF-8: three or none.
  static func byteOrderMarkLength(_ bytes: some Collection<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      let count = buffer.count
      while offset < count {
        if buffer[offset] == Ascii.newline { starts.append(offset + 1) }
        offset += 1
      }
    }
    return starts
  }
}

/// A stretch of a source file, by byte offsets, end excluded. Small: nodes carry several.
struct TextRange: Hashable, Sendable {
  var start: Int32
  var end: Int32

  init(_ start: Int, _ end: Int) {
    // Sources are bounded far below 2 GiB (`CompilerLimits.fileBytes`), so this clamps nothing.
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: end)
  }

  init(start: Int32, end: Int32) {
    self.start = start
    self.end = end
  }

  /// From the start of `first` to the end of `last`.
  init(from first: TextRange, to last: TextRange) {
    self.start = first.start
    self.end = max(first.start, last.end)
  }

  static let none = TextRange(start: 0, end: 0)
}

/// A stretch of one named file, as diagnostics carry it.
public struct SourceSpan: Sendable {
  /// The file.
  public let file: SourceFile
  /// The byte offsets, end excluded.
  public let range: Range<Int>

  /// A span of `file`; offsets outside of the file are moved to its nearest end.
  public init(file: SourceFile, range: Range<Int>) {
    self.file = file
    let lower = min(max(range.lowerBound, 0), file.bytes.count)
    let upper = min(max(range.upperBound, lower), file.bytes.count)
    self.range = lower..<upper
  }

  init(file: SourceFile, range: TextRange) {
    let lower = Int(range.start)
    self.init(file: file, range: lower..<max(lower, Int(range.end)))
  }

  /// The 1-based line of the first byte.
  public var line: Int { file.position(of: range.lowerBound).line }
  /// The 1-based column of the first byte, counted in bytes.
  public var column: Int { file.position(of: range.lowerBound).column }
}
