#if os(Linux)
  import Foundation
  import Testing
  import ToolTestSupport

  /// Nobody gets much memory by claiming much: what input takes is bounded by what it has.
  struct HostileMemoryTests {
    /// Beside what the input has: type metadata, schemas, the encoder's buffers.
    private static let standing = 512 << 10

    /// How many times as much as the input: where an empty element is something in memory, that.
    private static let multiples = [
      // Two bytes of text or three of the binary format are a number or a string.
      "run.strings": 16, "json.elements": 8, "text.elements": 8,
      // Entries without a key are all the same one.
      "run.entries": 18, "run.messageEntries": 18, "run.largeEntries": 18,
      "text.strings": 8,
    ]

    @Test
    func whatClaimsMuchTakesLittle() async throws {
      let counted = try await Shell.run(
        Shell.buildDirectory.appending(path: "CodecCeilings").path, ["hostile"],
        in: Shell.packageRoot)
      #expect(counted.code == 0)
      let lines = counted.output.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.count > 25)
      for line in lines {
        let name = String(line[0])
        let bytes = try #require(Int(line[1]))
        let most = try #require(Int(line[2]))
        let multiple = Self.multiples[name] ?? 4
        #expect(most <= multiple * bytes + Self.standing, "\(name): \(most) for \(bytes) bytes")
      }
    }
  }
#endif
