/// Why a message has no JSON form, or why a text is not the JSON form of a message.
public struct ProtoJSONError: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  public let reason: String
  /// The way from the outermost message to the fault: `items[2].price`; empty at the outermost.
  public internal(set) var fieldPath: String
  /// Where in the text it is, in bytes from its beginning; nil when encoding.
  public let byteOffset: Int?
  /// The full name of the outermost message.
  public internal(set) var messageName: String

  init(_ reason: String, at byteOffset: Int? = nil) {
    self.reason = reason
    self.byteOffset = byteOffset
    fieldPath = ""
    messageName = ""
  }

  /// The same, seen from the message around: `name` leads to where the error was so far.
  func within(_ name: String) -> ProtoJSONError {
    var outer = self
    let joint = fieldPath.isEmpty || fieldPath.hasPrefix("[") ? "" : "."
    outer.fieldPath = name + joint + fieldPath
    return outer
  }

  func of(_ messageName: String) -> ProtoJSONError {
    var named = self
    named.messageName = messageName
    return named
  }
}

extension ProtoJSONError: CustomStringConvertible {
  public var description: String {
    let what = byteOffset == nil ? "cannot write \(messageName) as JSON" : "JSON of \(messageName)"
    let path = fieldPath.isEmpty ? "" : ", field \(fieldPath)"
    let place = byteOffset.map { ", at byte \($0)" } ?? ""
    return "\(what)\(path)\(place): \(reason)"
  }
}
