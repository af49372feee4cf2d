/// Parts a stream of bytes into JSON documents, which may follow each other with or without space.
///
/// Only where they end is looked for; whether they are good JSON, their reader says.
struct JSONDocuments {
  private enum Place {
    case between
    case scalar
    case string
    case structure(depth: Int)
    case stringIn(depth: Int)
  }

  private var pending: [UInt8] = []
  private var place = Place.between
  private var isEscaped = false

  /// Takes further bytes, and gives the documents that are complete by now.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    var documents: [[UInt8]] = []
    for byte in bytes {
      if endsBefore(byte) { documents.append(takePending()) }
      if case .between = place, isSpace(byte) { continue }
      pending.append(byte)
      if endsWith(byte) { documents.append(takePending()) }
    }
    return documents
  }

  /// The document that the end of the input completes, if there is one.
  mutating func finish() -> [UInt8]? { pending.isEmpty ? nil : takePending() }

  /// Whether a number or a word ends here.
  private func endsBefore(_ byte: UInt8) -> Bool {
    guard case .scalar = place else { return false }
    return isSpace(byte) || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
      || byte == UInt8(ascii: "\"")
  }

  private mutating func endsWith(_ byte: UInt8) -> Bool {
    switch place {
    case .between:
      place = Self.start(byte)
      return false
    case .scalar: return false
    case .string: return isEndOfString(byte)
    case .stringIn(let depth):
      if isEndOfString(byte) { place = .structure(depth: depth) }
      return false
    case .structure(let depth): return isEnd(byte, depth)
    }
  }

  private static func start(_ byte: UInt8) -> Place {
    switch byte {
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "{"), UInt8(ascii: "["): .structure(depth: 1)
    default: .scalar
    }
  }

  private mutating func isEnd(_ byte: UInt8, _ depth: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "\""): place = .stringIn(depth: depth)
    case UInt8(ascii: "{"), UInt8(ascii: "["): place = .structure(depth: depth + 1)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      place = .structure(depth: depth - 1)
      return depth == 1
    default: break
    }
    return false
  }

  private mutating func isEndOfString(_ byte: UInt8) -> Bool {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else {
      return byte == UInt8(ascii: "\"")
    }
    return false
  }

  private mutating func takePending() -> [UInt8] {
    place = .between
    defer { pending = [] }
    return pending
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
