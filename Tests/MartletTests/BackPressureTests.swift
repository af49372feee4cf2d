import Foundation
import Testing

/// A stopped reader stops its writer: nobody's memory grows, and other calls on the same
/// connection go on. Client and server are processes of their own, so that each is measured alone.
@Suite(.timeLimit(.minutes(15))) struct BackPressureTests {
  private static let limit = 16 * 1024 * 1024

  @Test(arguments: ["offer-requests", "ignore-responses"])
  func aGibibyteThatNobodyReadsStaysWithItsWriter(direction: String) async throws {
    let server = try await ServerProcess(Checkout.swiftPeer, ["stalled-server"])
    let before = try server.residentBytes()
    let client = try await run(Checkout.swiftPeer, [direction, "--port", "\(server.port)"])
    let grown = try server.residentBytes() - before
    #expect(client.status == 0, "\(client.output)")
    let figures = client.output.matches(of: /moved=(\d+) grown=(-?\d+)/).first
    let (moved, clientGrown) = try #require(figures.map { (Int($0.1) ?? .max, Int($0.2) ?? .max) })
    #expect(moved < Self.limit, "so much was taken off the writer's hands")
    #expect(clientGrown < Self.limit, "so much did the client grow")
    #expect(grown < Self.limit, "so much did the server grow")
  }
}

extension Checkout {
  static let swiftPeer = built("SwiftPeer")

  /// A program of this package that was built along with these tests.
  static func built(_ name: String) -> String {
    Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent(name).path ?? name
  }
}

extension ServerProcess {
  /// The process's resident memory, from /proc.
  func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
  }
}
