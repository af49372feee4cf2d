import MartletRPC

/// Where a channel connects to, from the forms that gRPC knows: `dns:///host:port`, `host:port`,
/// `ipv4:address:port`, `ipv6:[address]:port`, `unix:path`, `unix:///path`, `unix-abstract:name`.
/// Source: the gRPC documentation, "Name Resolution".
struct Target: Hashable, Sendable, CustomStringConvertible {
  enum Kind: Hashable, Sendable {
    case host(String, port: Int)
    case unix(path: String)
    case unixAbstract(name: String)
  }

  let kind: Kind
  /// The text that it was made from.
  let description: String

  /// What goes out as `:authority`.
  var authority: String {
    switch kind {
    case .host(let host, let port):
      host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix, .unixAbstract: "localhost"
    }
  }

  init(_ text: String) throws(RPCError) {
    description = text
    if let name = text.dropping(prefix: "unix-abstract:") {
      guard !name.isEmpty else { throw Self.malformed(text, "the name is missing") }
      kind = .unixAbstract(name: String(name))
      return
    }
    if let rest = text.dropping(prefix: "unix://") ?? text.dropping(prefix: "unix:") {
      guard !rest.isEmpty else { throw Self.malformed(text, "the path is missing") }
      kind = .unix(path: String(rest))
      return
    }
    let rest =
      text.dropping(prefix: "dns:///") ?? text.dropping(prefix: "dns:")
      ?? text.dropping(prefix: "ipv4:") ?? text.dropping(prefix: "ipv6:") ?? text[...]
    guard !rest.contains("/") else {
      throw Self.malformed(text, "the scheme is not one of dns, ipv4, ipv6, unix and unix-abstract")
    }
    kind = try Self.parseHost(rest, text)
  }

  private static func parseHost(_ rest: Substring, _ text: String) throws(RPCError) -> Kind {
    guard let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") else {
      throw malformed(text, "the port is missing, as in \"localhost:50051\"")
    }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port) else {
      throw malformed(text, "the port is not a number from 1 to 65535")
    }
    guard !host.isEmpty else { throw malformed(text, "the host is missing") }
    return .host(String(host), port: port)
  }

  private static func malformed(_ text: String, _ why: String) -> RPCError {
    RPCError(.invalidArgument, "the target \"\(text)\" cannot be used: \(why)")
  }
}

extension String {
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
