import Foundation
import Synchronization

/// Certificates for tests, made by `openssl` once for each run of the tests.
struct TestCertificates: Sendable {
  /// A certificate in PEM format and its key, as paths.
  struct Pair: Sendable {
    var certificate: String
    var key: String
  }

  /// The authority that the tests trust, and one that they do not.
  let roots: String
  let otherRoots: String
  /// For localhost and 127.0.0.1.
  let server: Pair
  /// As `server`, for `other.test` besides.
  let renewedServer: Pair
  let expiredServer: Pair
  /// For another host.
  let otherHost: Pair
  /// Signed by the authority that is not trusted.
  let foreignServer: Pair
  let selfSigned: Pair
  /// `O=Martlet,CN=Ada` with names of all kinds.
  let client: Pair
  let expiredClient: Pair
  let foreignClient: Pair
  /// A client's, but only good for servers.
  let misusedClient: Pair

  static func shared() async throws -> TestCertificates { try await making.value }

  private static let making = Task { try await TestCertificates(in: Authority.folder()) }

  private init(in folder: URL) async throws {
    let trusted = try await Authority(folder, "ca", "Martlet Test CA")
    let other = try await Authority(folder, "other-ca", "Other CA")
    let past = ("20200101000000Z", "20200201000000Z")
    let hosts = "DNS:localhost,IP:127.0.0.1"
    roots = trusted.certificate
    otherRoots = other.certificate
    server = try await trusted.issue("server", "/CN=server", names: hosts)
    renewedServer = try await trusted.issue(
      "renewed", "/CN=renewed", names: hosts + ",DNS:other.test")
    expiredServer = try await trusted.issue("expired", "/CN=expired", names: hosts, valid: past)
    otherHost = try await trusted.issue("other-host", "/CN=other", names: "DNS:other.test")
    foreignServer = try await other.issue("foreign", "/CN=foreign", names: hosts)
    selfSigned = try await Authority(folder, "self-signed", "self-signed", names: hosts).pair
    client = try await trusted.issue(
      "client", "/O=Martlet/CN=Ada",
      names: "DNS:ada.test,email:ada@ada.test,URI:spiffe://test/ada,IP:10.0.0.7")
    expiredClient = try await trusted.issue("old-client", "/CN=Old", names: "DNS:a", valid: past)
    foreignClient = try await other.issue("foreign-client", "/CN=Eve", names: "DNS:eve.test")
    misusedClient = try await trusted.issue(
      "misused", "/CN=Misused", names: "DNS:a", usage: "serverAuth")
  }
}

/// An authority that signs certificates, by `openssl ca`, which alone takes dates in the past.
private struct Authority {
  private let folder: URL
  private let name: String

  var certificate: String { path("\(name).pem") }
  var pair: TestCertificates.Pair {
    TestCertificates.Pair(certificate: certificate, key: path("\(name).key"))
  }

  init(_ folder: URL, _ name: String, _ commonName: String, names: String? = nil) async throws {
    self.folder = folder
    self.name = name
    try await openssl(
      ["req", "-x509", "-out", certificate, "-days", "30"]
        + Self.newKey(path("\(name).key"), "/CN=\(commonName)", names))
    try Data().write(to: folder.appendingPathComponent("\(name).index"))
    try """
    [ca]
    default_ca = authority
    [authority]
    database = \(path("\(name).index"))
    new_certs_dir = \(folder.path)
    certificate = \(certificate)
    private_key = \(path("\(name).key"))
    rand_serial = yes
    unique_subject = no
    default_md = sha256
    default_days = 30
    policy = any
    copy_extensions = copy
    x509_extensions = leaf
    [any]
    organizationName = optional
    commonName = optional
    [leaf]
    basicConstraints = CA:FALSE
    """.write(toFile: path("\(name).cnf"), atomically: true, encoding: .utf8)
  }

  func issue(
    _ name: String, _ subject: String, names: String, usage: String? = nil,
    valid: (from: String, to: String)? = nil
  ) async throws -> TestCertificates.Pair {
    let pair = TestCertificates.Pair(certificate: path("\(name).pem"), key: path("\(name).key"))
    let request = path("\(name).csr")
    let extra = usage.map { ["-addext", "extendedKeyUsage=\($0)"] } ?? []
    try await openssl(["req", "-out", request] + Self.newKey(pair.key, subject, names) + extra)
    let dates = valid.map { ["-startdate", $0.from, "-enddate", $0.to] } ?? []
    try await openssl(
      ["ca", "-config", path("\(self.name).cnf"), "-batch", "-notext", "-in", request]
        + ["-out", pair.certificate] + dates)
    return pair
  }

  private func path(_ file: String) -> String { folder.appendingPathComponent(file).path }

  private static func newKey(_ path: String, _ subject: String, _ names: String?) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]
      + ["-subj", subject] + (names.map { ["-addext", "subjectAltName=\($0)"] } ?? [])
  }

  private func openssl(_ arguments: [String]) async throws {
    let result = try await runAtOnce("/usr/bin/env", ["openssl"] + arguments)
    guard result.status == 0 else { throw ServerProcessError(description: result.output) }
  }

  /// A folder that is gone when the tests are.
  static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    made.withLock { $0.append(folder) }
    atexit {
      made.withLock { for folder in $0 { try? FileManager.default.removeItem(at: folder) } }
    }
    return folder
  }
}

private let made = Mutex<[URL]>([])
