/// A name in brackets.
enum BracketedName {
  /// Of an extension: `pkg.extension`.
  case fullName(String)
  /// Of a type in an Any: `domain/pkg.Message`, and what stands behind its last slash.
  case typeURL(String, type: String)
}

extension TextScanner {
  /// Reads the name behind the bracket that is the token at hand, and the bracket that closes it.
  ///
  /// White space and comments may stand anywhere in it, and a type URL may hold what no other token
  /// does, so it is not made of tokens (text format, "Extension and Any names").
  mutating func bracketedName() throws(ProtoTextError) -> BracketedName {
    let start = offset
    var name: [UInt8] = []
    var lastSlash: Int?
    while true {
      skipSpace()
      guard position < bytes.count else {
        throw ProtoTextError("the bracket is never closed", at: start)
      }
      let byte = bytes[position]
      if byte == UInt8(ascii: "]") { break }
      if byte == UInt8(ascii: "%") {
        name += try percentEscape()
        continue
      }
      guard isLetter(byte) || isDigit(byte) || Self.urlMarks.contains(byte) else {
        throw ProtoTextError("this cannot stand in a name in brackets", at: position)
      }
      if byte == UInt8(ascii: "/") { lastSlash = name.count }
      name.append(byte)
      position += 1
    }
    position += 1
    try advance()
    let typeStart = lastSlash.map { $0 + 1 } ?? 0
    guard isFullName(name[typeStart...]), lastSlash != 0 else {
      throw ProtoTextError("this is no full name, nor a URL that ends in one", at: start)
    }
    let text = String(decoding: name, as: UTF8.self)
    if lastSlash == nil { return .fullName(text) }
    return .typeURL(text, type: String(decoding: name[typeStart...], as: UTF8.self))
  }

  /// What may stand in a URL in front of the name besides letters, digits and escapes.
  private static let urlMarks = Array("/-._~!$&()*+,;=".utf8)

  /// `%2F`, which stays as it is.
  private mutating func percentEscape() throws(ProtoTextError) -> ArraySlice<UInt8> {
    let escape = bytes[position...].prefix(3)
    let digits = String(decoding: escape.dropFirst(), as: UTF8.self)
    guard digits.utf8.count == 2, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
      UInt8(digits, radix: 16) != nil
    else { throw ProtoTextError("\"%\" needs two hexadecimal digits", at: position) }
    position += 3
    return escape
  }

  /// Identifiers with dots between them.
  private func isFullName(_ name: ArraySlice<UInt8>) -> Bool {
    name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.first, isLetter(first) else { return false }
      return part.allSatisfy { isLetter($0) || isDigit($0) }
    }
  }
}
