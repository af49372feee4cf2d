/// A JSON document on its way out.
enum JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case string(String)
  case number(Int)
  case bool(Bool)
  case array([JSON])
  /// Members in the order in which they are written; those without a value are left out.
  case object([(key: String, value: JSON?)])

  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .number(value) }

  /// The document; what is nested deeper than `lines` levels stays on one line.
  func text(lines: Int) -> String {
    var output = ""
    write(to: &output, lines: lines, indentation: "\n")
    return output
  }

  private func write(to output: inout String, lines: Int, indentation: String) {
    switch self {
    case .string(let text): Self.write(text, to: &output)
    case .number(let number): output += "\(number)"
    case .bool(let value): output += value ? "true" : "false"
    case .array(let elements):
      Self.write(elements, "[", "]", to: &output, lines, indentation) { element, output, inner in
        element.write(to: &output, lines: lines - 1, indentation: inner)
      }
    case .object(let members):
      let members = members.filter { $0.value != nil }
      Self.write(members, "{", "}", to: &output, lines, indentation) { member, output, inner in
        Self.write(member.key, to: &output)
        output += lines > 0 ? ": " : ":"
        member.value?.write(to: &output, lines: lines - 1, indentation: inner)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: String, _ close: String, to output: inout String, _ lines: Int,
    _ indentation: String, _ writeElement: (Element, inout String, String) -> Void
  ) {
    output += open
    let inner = indentation + "  "
    for (index, element) in elements.enumerated() {
      if index > 0 { output += "," }
      if lines > 0 { output += inner }
      writeElement(element, &output, inner)
    }
    if lines > 0, !elements.isEmpty { output += indentation }
    output += close
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      // Line separators are allowed in JSON, but not in JavaScript.
      case "\0"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
