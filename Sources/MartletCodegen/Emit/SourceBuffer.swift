/// Swift source in the making: lines with the indentation of their block.
struct SourceBuffer {
  private(set) var text = ""
  private var indentation = ""

  /// One line; without text, an empty one.
  mutating func line(_ content: String = "") {
    if !content.isEmpty {
      text += indentation
      text += content
    }
    text += "\n"
  }

  /// Comes before the lines of a block.
  mutating func indent() {
    indentation += "  "
  }

  /// Comes behind the lines of a block.
  mutating func outdent() {
    indentation.removeLast(2)
  }

  /// `head {`, the lines of the body, and `}`.
  mutating func block(
    _ head: String, _ body: (inout SourceBuffer) throws(GenerationError) -> Void
  ) throws(GenerationError) {
    line(head + " {")
    indent()
    try body(&self)
    outdent()
    line("}")
  }

  /// As the other, for a body that cannot fail.
  mutating func block(_ head: String, _ body: (inout SourceBuffer) -> Void) {
    line(head + " {")
    indent()
    body(&self)
    outdent()
    line("}")
  }

  /// Lines that were made elsewhere, indented to here.
  mutating func append(_ other: SourceBuffer) {
    for piece in other.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      line(String(piece))
    }
  }
}
