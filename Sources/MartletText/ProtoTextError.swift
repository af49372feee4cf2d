/// Why a text is not the text format of a message.
public struct ProtoTextError: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  public let reason: String
  /// Where in the text it is, in bytes from its beginning.
  public let byteOffset: Int
  /// The way from the outermost message to the fault: `items.price`; empty at the outermost.
  public internal(set) var fieldPath = ""
  /// The full name of the outermost message.
  public internal(set) var messageName = ""
  /// The line of the text, counted from 1.
  public internal(set) var line = 0
  /// The column in that line in bytes, counted from 1.
  public internal(set) var column = 0

  init(_ reason: String, at byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }

  /// The same, seen from the message around.
  func within(_ name: String) -> ProtoTextError {
    var outer = self
    outer.fieldPath = fieldPath.isEmpty ? name : name + "." + fieldPath
    return outer
  }

  /// With what is known of the whole text.
  func of(_ messageName: String, _ text: [UInt8]) -> ProtoTextError {
    var placed = self
    placed.messageName = messageName
    let before = text.prefix(byteOffset)
    placed.line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    placed.column = 1 + byteOffset - start
    return placed
  }
}

extension ProtoTextError: CustomStringConvertible {
  public var description: String {
    let path = fieldPath.isEmpty ? "" : ", field \(fieldPath)"
    return "text of \(messageName)\(path), \(line):\(column): \(reason)"
  }
}
