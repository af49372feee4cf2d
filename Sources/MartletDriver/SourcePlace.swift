import MartletIDL

/// A place in an IDL file that is known by what stands there.
enum SourcePlace {
  /// The path of an import statement.
  case importing(String)
  /// The name of a service.
  case service(String)

  /// Where that is, if it is found.
  func span(in file: SourceFile) -> SourceSpan? {
    switch self {
    case .importing(let path):
      let range = Self.find(path, after: "import", in: file.bytes)
      // The quotes belong to the path.
      return range.map { SourceSpan(file: file, range: $0.lowerBound - 1..<$0.upperBound + 1) }
    case .service(let name):
      return Self.find(name, after: "service", in: file.bytes).map {
        SourceSpan(file: file, range: $0)
      }
    }
  }

  /// The first `word` on a line that begins with `keyword`.
  private static func find(
    _ word: String, after keyword: String, in bytes: [UInt8]
  ) -> Range<Int>? {
    let word = Array(word.utf8)
    let keyword = Array(keyword.utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard text.starts(with: keyword) else { continue }
      var rest = text.dropFirst(keyword.count)
      while rest.count >= word.count {
        let end = rest.startIndex + word.count
        if rest.starts(with: word), !isWordByte(end < rest.endIndex ? rest[end] : nil),
          !isWordByte(bytes[rest.startIndex - 1])
        {
          return rest.startIndex..<end
        }
        rest = rest.dropFirst()
      }
    }
    return nil
  }

  private static func isWordByte(_ byte: UInt8?) -> Bool {
    switch byte ?? 0 {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
