import Foundation
import Testing

/// docs/testing.md shows what the examples' tests do, which CI runs.
@Suite struct TestingGuideTests {
  @Test func everyLineOfTheGuideIsTested() throws {
    let guide = try String(
      contentsOf: Checkout.root.appending(path: "docs/testing.md"), encoding: .utf8)
    let folder = Checkout.root.appending(path: "examples/Tests/GreeterTests")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let tested = try files.flatMap { try lines(of: String(contentsOf: $0, encoding: .utf8)) }
    let shown = guide.split(separator: "```swift\n").dropFirst()
      .compactMap { $0.split(separator: "```").first }
      .filter { !$0.hasPrefix("// Package.swift") }
      .flatMap { lines(of: String($0)) }
    #expect(shown.count > 15)
    for line in shown { #expect(tested.contains(line)) }
  }

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
