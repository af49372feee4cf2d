import MartletDescriptors

extension SourceBuffer {
  /// The documentation of what is declared next: a line of ours, if any, then what the IDL says
  /// about the element.
  mutating func documentation(_ summary: String = "", of element: some Descriptor) {
    let remarks = Remarks(element)
    if !summary.isEmpty {
      line("/// " + summary)
      if !remarks.comment.lines.isEmpty { line("///") }
    }
    comment("///", remarks.comment)
  }

  /// The lines of a comment, each behind `mark`.
  mutating func comment(_ mark: String, _ text: CommentText) {
    for content in text.lines { line(content.isEmpty ? mark : mark + " " + content) }
  }
}
