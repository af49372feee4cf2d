#if os(Linux)
  import Foundation
  import Testing
  import ToolTestSupport

  /// How often encoding and decoding ask for memory. These are ceilings: lower them with what gets
  /// better, and raise none without saying why.
  ///
  /// Counted in a debug build, as the tests are, in which some generic code allocates what it does
  /// not in a release build; where that is so, it is said. (`Benchmarks/run codec` counts the latter.)
  struct AllocationTests {
    /// For encoding to an array, to a framed message, and decoding. An encoder asks for nothing but
    /// what it gives: the array; the framed message, whose bytes stand in it up to 64 KiB. A decoder
    /// asks for nothing but what the message holds, which is told here: it has so many fields that they
    /// are in an object, which is one in each row.
    private static let ceilings: [String: (encode: Int, frame: Int, decode: Int)] = [
      "scalars": (1, 1, 1),
      "longString": (1, 1, 2),
      "bytes": (1, 1, 2),
      "submessage": (1, 1, 2),
      "oneofMessage": (1, 1, 2),
      // Iterating over a generic array allocates in a debug build.
      "packed": (2001, 2001, 2),
      "packedFixed": (1001, 1001, 2),
      "unpacked": (101, 101, 2),
      // One for each string, and in a debug build another one.
      "longStrings": (1, 1, 202),
      "submessages": (1, 1, 2),
      // Three for the entries in a debug build.
      "map": (1, 1, 5),
      "nested": (1, 1, 21),
      "unknown": (1, 1, 2),
      // The object and the bytes, and in a debug build another one.
      "large": (1, 3, 2),
    ]

    @Test
    func nothingIsAllocatedBeyondTheResult() async throws {
      let counted = try await Shell.run(
        Shell.buildDirectory.appending(path: "CodecCeilings").path, [], in: Shell.packageRoot)
      #expect(counted.code == 0)
      var counts: [String: Int] = [:]
      for line in counted.output.split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 2 { counts[String(words[0])] = Int(words[1]) }
      }
      #expect(counts.count == 3 * Self.ceilings.count, "\(counted.output)")
      for (name, ceiling) in Self.ceilings {
        for (operation, most) in [
          ("encode", ceiling.encode), ("frame", ceiling.frame), ("decode", ceiling.decode),
        ] {
          let found = try #require(counts["\(name).\(operation)"])
          #expect(found <= most, "\(name).\(operation)")
        }
      }
    }
  }
#endif
