/// Finds out which comment belongs to which declaration, while the parser reads them.
///
/// The rules are protoc's. What counts are the comments between the token that ends a declaration
/// (`;`, or the `{` of its body) or a body (`}`) and the token after it:
///
///     message A { ← ends A's own part
///       // trailing comment of A: on the line of what it belongs to, or on the next one and with
///       // an empty line or the end of the body behind it
///
///       // detached: an empty line behind it, so that it belongs to nothing, but is kept with …
///
///       // … the next declaration, whose leading comment is this one
///       string text = 1;
///
/// Comments at other places, as between a field's name and its number, are nobody's.
struct CommentAttacher {
  /// What a token ends.
  enum End {
    case declaration, body
    /// A semicolon that ends nothing.
    case nothing
  }

  private let source: SourceFile
  private(set) var attached: DeclarationComments
  /// The first comment that has not been passed.
  private var next = 0
  /// What stands before the next declaration.
  private var leading = DeclarationComments.Text.none
  private var detached: [DeclarationComments.Text] = []

  init(source: SourceFile, comments: [Comment]) {
    self.source = source
    self.attached = DeclarationComments(comments: comments)
  }

  /// Takes the comments before the first token of the file.
  mutating func begin(before token: Token) {
    let gap = nextGap(from: nil, to: token, at: 0)
    leading = gap.leading
    detached = gap.detached
  }

  /// Takes the comments behind a token that ends at `offset`; `next` comes after it, and is the
  /// file's token of that index.
  mutating func pass(_ end: End, _ offset: Int32, next: Token, at index: Int) {
    let comments = attached.comments
    let first = Int32(clamping: index)
    while self.next < comments.count, comments[self.next].before < first { self.next += 1 }
    let hasComments = self.next < comments.count && comments[self.next].before == first
    if !hasComments, leading.isNone, detached.isEmpty { return }

    let gap = hasComments ? nextGap(from: offset, to: next, at: index) : CommentGap.Result()
    switch end {
    case .declaration:
      attach(key: offset, trailing: gap.trailing)
      detached = gap.detached
    case .body: detached = gap.detached
    case .nothing: detached += gap.detached
    }
    leading = gap.leading
  }

  private mutating func attach(key: Int32, trailing: DeclarationComments.Text) {
    if leading.isNone, trailing.isNone, detached.isEmpty { return }
    let start = Int32(clamping: attached.detached.count)
    attached.detached += detached
    attached.entries.append(
      DeclarationComments.Entry(
        key: key, leading: leading, trailing: trailing,
        detached: start..<Int32(clamping: attached.detached.count)))
  }

  /// Sorts the comments before the token of an index.
  private mutating func nextGap(
    from offset: Int32?, to token: Token, at index: Int
  ) -> CommentGap.Result {
    let comments = attached.comments
    let first = next
    while next < comments.count, comments[next].before == Int32(clamping: index) { next += 1 }
    return CommentGap.sort(
      comments, first..<next, in: source.bytes, from: offset.map { Int($0) }, to: token)
  }
}
