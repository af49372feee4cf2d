import ArgumentParser
import MartletRPC

/// Metadata as it is written on a command line: `name: value`.
enum HeaderText {
  static func add(_ text: String, to metadata: inout RPCMetadata) throws {
    guard let colon = text.firstIndex(of: ":") else {
      throw ValidationError("\"\(text)\" is no header; write \"name: value\".")
    }
    let name = text[..<colon].lowercased()
    let value = String(text[text.index(after: colon)...].drop { $0 == " " })
    if name.hasSuffix("-bin") {
      guard let bytes = Array(value.utf8).withUnsafeBytes({ Base64.decode($0) }) else {
        throw ValidationError("The value of the header \"\(name)\" is not base64.")
      }
      metadata.append(binary: bytes, for: name)
    } else {
      metadata.append(value, for: name)
    }
    if let problem = metadata.problem {
      throw ValidationError("The header \"\(name)\" cannot be sent: \(problem.message).")
    }
  }
}
