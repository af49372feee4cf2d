import MartletDescriptors

/// What the IDL says about an element beside its shape.
struct Remarks {
  /// The comment right before the element, else the one right behind it.
  let comment: CommentText

  init(_ element: some Descriptor) {
    self.init(element.sourceLocation)
  }

  private init(_ location: SourceLocation?) {
    let leading = CommentText(location?.leadingComments ?? "")
    comment =
      leading.lines.isEmpty ? CommentText(location?.trailingComments ?? "") : leading
  }
}
