import MartletProtobuf

/// The two fields of `google.protobuf.Any`.
enum AnyContent {
  static func read(_ start: WireReader) throws(ProtoJSONError) -> (url: String, bytes: [UInt8]) {
    var reader = start
    var url = ""
    var bytes: [UInt8] = []
    do throws(WireError) {
      while !reader.isAtEnd {
        let fieldStart = reader.position
        switch try reader.tag() {
        case 10: url = try reader.string()
        case 18: bytes = try reader.bytes()
        case let tag: reader.position = try WireReader.skip(tag, fieldStart, reader)
        }
      }
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
    return (url, bytes)
  }

  /// What stands behind the last slash: `type.googleapis.com/shop.v1.Order`.
  static func typeName(_ url: String) -> String {
    guard let slash = url.utf8.lastIndex(of: UInt8(ascii: "/")) else { return url }
    return String(url[url.utf8.index(after: slash)...])
  }
}

extension AnyContent {
  /// Whether there is a slash with something behind it.
  static func isTypeURL(_ url: String) -> Bool {
    url.utf8.contains(UInt8(ascii: "/")) && !typeName(url).isEmpty
  }
}
