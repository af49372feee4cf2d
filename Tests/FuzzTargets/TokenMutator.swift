/// Makes texts that are nearly right out of texts that are right: token by token, so that a mutant
/// often gets past the parser. Works for whatever has words, numbers, strings and brackets: IDL,
/// JSON, text format. The same seed gives the same mutants on every machine.
public struct TokenMutator {
  private var random: SplitMix64
  private let words: [String]

  /// A mutator whose choices all follow from `seed`. `words` are what is at the edge of what the
  /// language at hand allows, beside what is of any.
  public init(seed: UInt64, words: [String] = []) {
    random = SplitMix64(state: seed)
    self.words = words
  }

  /// `text` with one to three changes; `other` is where foreign tokens come from.
  public mutating func mutate(_ text: [UInt8], with other: [UInt8]) -> [UInt8] {
    var tokens = TextToken.split(text)
    let foreign = TextToken.split(other)
    for _ in 0..<Int.random(in: 1...3, using: &random) where !tokens.isEmpty {
      change(&tokens, with: foreign)
    }
    return tokens.flatMap { $0.space + $0.bytes }
  }

  private mutating func change(_ tokens: inout [TextToken], with foreign: [TextToken]) {
    let index = Int.random(in: tokens.indices, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0:
      tokens.remove(at: index)
    case 1:
      tokens.insert(tokens[index], at: index)
    case 2:
      tokens.swapAt(index, Int.random(in: tokens.indices, using: &random))
    case 3:
      // Of the same kind, from the same text: types for types, names for names.
      let kind = tokens[index].kind
      if let token = tokens.filter({ $0.kind == kind }).randomElement(using: &random) {
        tokens[index].bytes = token.bytes
      }
    case 4:
      if let token = foreign.randomElement(using: &random) { tokens[index].bytes = token.bytes }
    case 5:
      tokens[index].bytes = extreme(of: tokens[index].kind)
    case 6:
      // A piece of the text once more.
      let piece = self.piece(of: tokens)
      tokens.insert(contentsOf: tokens[piece], at: index)
    case 7:
      let piece = self.piece(of: foreign)
      tokens.insert(contentsOf: foreign[piece], at: index)
    default:
      tokens.removeSubrange(piece(of: tokens))
    }
  }

  /// A piece that ends where its brackets are closed, if it can.
  private mutating func piece(of tokens: [TextToken]) -> Range<Int> {
    guard let start = tokens.indices.randomElement(using: &random) else { return 0..<0 }
    var depth = 0
    for index in start..<min(tokens.count, start + 60) {
      switch tokens[index].bytes.first {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      default: break
      }
      let ends =
        tokens[index].bytes == [UInt8(ascii: ";")] || tokens[index].bytes == [UInt8(ascii: "}")]
      if depth < 0 { return start..<index }
      if depth == 0, ends { return start..<(index + 1) }
    }
    return start..<(start + 1)
  }

  /// What lies at the edge of what is allowed.
  private mutating func extreme(of kind: TextToken.Kind) -> [UInt8] {
    if !words.isEmpty, Bool.random(using: &random), let word = words.randomElement(using: &random) {
      return Array(word.utf8)
    }
    let words: [String] =
      switch kind {
      case .number:
        [
          "0", "-1", "1", "15", "19000", "536870911", "536870912", "2147483647", "2147483648",
          "-2147483648", "4294967295", "4294967296", "9223372036854775807",
          "18446744073709551615", "18446744073709551616", "0x7f", "017", "08", "1e3", "1.5",
          "1e400", ".5", "1.", "1f", "inf", "nan",
        ]
      case .string:
        ["\"\"", "''", "\"\\377\"", "\"\\u00e4\"", "\"a\" 'b'", "\"\\x\"", "\"a.b\"", "\"\\0\""]
      case .word:
        [
          "true", "false", "inf", "max", "message", "enum", "group", "map", "string", "int32",
          "bytes", "optional", "required", "repeated", "oneof", "option", "reserved",
          "extensions", "extend", "stream", "default", "packed", "json_name", "a", "A", "_", "x1",
        ]
      case .mark:
        ["{", "}", "[", "]", "(", ")", "<", ">", ";", ",", "=", ".", ":", "-", "+", "/", "\u{0}"]
      }
    return Array((words.randomElement(using: &random) ?? "").utf8)
  }
}

/// SplitMix64: small, quick, the same everywhere.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// A piece of a text as any language would cut it, with the spaces and comments before it.
private struct TextToken {
  enum Kind { case word, number, string, mark }

  var kind: Kind
  var space: [UInt8]
  var bytes: [UInt8]

  /// Cuts a text; what is left at its end without a token is dropped.
  static func split(_ text: [UInt8]) -> [TextToken] {
    var tokens: [TextToken] = []
    var index = 0
    while index < text.count {
      let space = index
      index = endOfSpace(in: text, from: index)
      guard index < text.count else { break }
      let start = index
      let kind = kind(of: text[index])
      index = end(of: kind, in: text, from: index)
      tokens.append(
        TextToken(kind: kind, space: Array(text[space..<start]), bytes: Array(text[start..<index])))
    }
    return tokens
  }

  private static func kind(of byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), 0x80...:
      .word
    case UInt8(ascii: "\""), UInt8(ascii: "'"): .string
    default: .mark
    }
  }

  private static func end(of kind: Kind, in text: [UInt8], from start: Int) -> Int {
    var index = start + 1
    switch kind {
    case .mark: break
    case .string:
      while index < text.count, text[index] != text[start], text[index] != UInt8(ascii: "\n") {
        index += text[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      index += 1
    case .word, .number:
      while index < text.count, isInner(text[index], kind) { index += 1 }
    }
    return min(index, text.count)
  }

  private static func isInner(_ byte: UInt8, _ kind: Kind) -> Bool {
    switch self.kind(of: byte) {
    case .word, .number: true
    case .mark: kind == .number && byte == UInt8(ascii: ".")
    case .string: false
    }
  }

  private static func endOfSpace(in text: [UInt8], from start: Int) -> Int {
    var index = start
    while index < text.count {
      if text[index] <= UInt8(ascii: " ") && text[index] != 0 {
        index += 1
      } else if text[index...].starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) {
        index = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      } else {
        break
      }
    }
    return index
  }
}
