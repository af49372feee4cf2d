import MartletDescriptors

/// What the IDL says about an element beside its shape.
struct Remarks {
  /// The comment right before the element, else the one right behind it.
  let comment: CommentText
  /// What the Swift compiler is to say to whoever uses the element; nil if it is not deprecated.
  let deprecation: String?

  init(_ element: some Deprecatable) {
    let location = element.sourceLocation
    let leading = CommentText(location?.leadingComments ?? "")
    comment = leading.lines.isEmpty ? CommentText(location?.trailingComments ?? "") : leading
    deprecation =
      element.isMarkedDeprecated
      ? DeprecationText.reason(in: comment) ?? "marked deprecated in \(element.file.name)" : nil
  }
}
