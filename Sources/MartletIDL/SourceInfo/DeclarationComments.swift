/// The comments of a file, by the declaration that they belong to. Their text stays in the file.
struct DeclarationComments: Sendable {
  /// Comments that are one text: line comments below each other, or one block comment. Empty if
  /// there are none.
  struct Text: Sendable {
    var first: Int32
    var count: Int32

    static let none = Text(first: 0, count: 0)
    var isNone: Bool { count == 0 }
  }

  /// The comments of one declaration.
  struct Entry: Sendable {
    /// Where the token ends that ends the declaration itself: `;`, or the `{` of its body.
    var key: Int32
    var leading = Text.none
    var trailing = Text.none
    /// The place in `detached` of those that stand before it, apart from it.
    var detached: Range<Int32>
  }

  /// In the order of the file.
  var comments: [Comment]
  /// By their keys. Declarations without any comments have none.
  var entries: [Entry] = []
  var detached: [Text] = []

  /// The comments of the declaration that `end` ends.
  func entry(of end: TextRange) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < end.end { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].key == end.end ? entries[low] : nil
  }
}
