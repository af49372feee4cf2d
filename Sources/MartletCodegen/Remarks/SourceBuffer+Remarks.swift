import MartletDescriptors

extension SourceBuffer {
  /// What stands before the declaration that an element of the IDL becomes: its documentation, and
  /// that it is deprecated.
  ///
  /// - Parameter summary: a line of ours that comes before the comment of the IDL.
  mutating func remarks(_ summary: String = "", on element: some Deprecatable) {
    let remarks = Remarks(element)
    documentation(summary, remarks.comment)
    if let deprecation = remarks.deprecation { deprecated(deprecation) }
  }

  /// What stands before a type: the same. If it is deprecated, that is for the name that users
  /// write, which is an alias.
  mutating func typeRemarks(on type: some TypeDescriptor, _ name: TypeName, _ access: AccessLevel) {
    remarks(on: type)
    if name.own == name.name { return }
    line("\(access.prefix)typealias \(name.name) = \(name.own)")
    line()
    line("/// What `\(name.name)` stands for; this name is for generated code.")
  }

  /// The same without the deprecation.
  mutating func documentation(_ summary: String = "", of element: some Deprecatable) {
    documentation(summary, Remarks(element).comment)
  }

  /// The attribute that makes uses of what is declared next a warning.
  mutating func deprecated(_ message: String) {
    line("@available(*, deprecated, message: \(SwiftLiteral.string(message)))")
  }

  /// The lines of a comment, each behind `mark`.
  mutating func comment(_ mark: String, _ text: CommentText) {
    for content in text.lines { line(content.isEmpty ? mark : mark + " " + content) }
  }

  private mutating func documentation(_ summary: String, _ comment: CommentText) {
    if !summary.isEmpty {
      line("/// " + summary)
      if !comment.lines.isEmpty { line("///") }
    }
    self.comment("///", comment)
  }
}
