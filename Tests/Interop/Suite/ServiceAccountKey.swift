import Foundation

/// The key of a service account, as Google's JSON files have it, and the tokens that it signs: JSON
/// Web Tokens (RFC 7519) with RS256. The `openssl` program does the arithmetic; nothing here is meant
/// for more than tests.
package struct ServiceAccountKey: Sendable {
  let email: String
  private let keyID: String
  private let privateKey: String

  private struct File: Decodable {
    let email: String
    let keyID: String?
    let privateKey: String

    enum CodingKeys: String, CodingKey {
      case email = "client_email"
      case keyID = "private_key_id"
      case privateKey = "private_key"
    }
  }

  private struct Header: Codable {
    let alg: String
    let kid: String
    let typ: String
  }

  private struct Claims: Codable {
    let iss: String
    let sub: String
    let aud: String
    let iat: Int
    let exp: Int
  }

  package init(jsonFile path: String) throws {
    let file = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    email = file.email
    keyID = file.keyID ?? ""
    privateKey = file.privateKey
  }

  /// A token for an hour.
  func token(audience: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    let claims = Claims(iss: email, sub: email, aud: audience, iat: now, exp: now + 3600)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let header = try encoder.encode(Header(alg: "RS256", kid: keyID, typ: "JWT"))
    let signed = base64URL(header) + "." + base64URL(try encoder.encode(claims))
    return signed + "." + base64URL(try sign(Data(signed.utf8)))
  }

  /// Whom a token is for. Throws if it is not signed with this key, or not any more.
  func user(ofToken token: String) async throws -> String {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let payload = data(base64URL: parts[1]),
      let claims = try? JSONDecoder().decode(Claims.self, from: payload)
    else { throw InteropFailure("the token is malformed") }
    // RS256 gives the same signature for the same bytes, so that signing again is a check.
    let expected = base64URL(try sign(Data((parts[0] + "." + parts[1]).utf8)))
    guard expected == parts[2] else { throw InteropFailure("the token is not signed by the key") }
    guard claims.exp > Int(Date().timeIntervalSince1970) else {
      throw InteropFailure("the token has expired")
    }
    return claims.sub
  }

  private func sign(_ data: Data) throws -> Data {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-key-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, input) = (
      folder.appendingPathComponent("key.pem"), folder.appendingPathComponent("input")
    )
    try Data(privateKey.utf8).write(to: key)
    try data.write(to: input)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl", "dgst", "-sha256", "-sign", key.path, input.path]
    process.standardOutput = output
    try process.run()
    let signature = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw InteropFailure("openssl cannot sign") }
    return signature
  }

  private func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  private func data(base64URL text: Substring) -> Data? {
    let text = text.replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
  }
}
