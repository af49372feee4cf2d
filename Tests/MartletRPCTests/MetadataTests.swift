import Testing

@testable import MartletRPC

@Suite struct MetadataTests {
  @Test(arguments: [
    ("", ""), ("plain text", "plain text"), ("50%", "50%25"), ("a\nb", "a%0Ab"),
    ("grüße ☃", "gr%C3%BC%C3%9Fe %E2%98%83"),
  ])
  func percentEncodingGoesBothWays(text: String, encoded: String) {
    #expect(String(decoding: PercentEncoding.encode(text), as: UTF8.self) == encoded)
    #expect(Array(encoded.utf8).withUnsafeBytes(PercentEncoding.decode) == text)
  }

  @Test(arguments: [
    ("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%41%", "A%"), ("%ff", "\u{fffd}"),
  ])
  func malformedPercentEncodingIsKept(encoded: String, text: String) {
    #expect(Array(encoded.utf8).withUnsafeBytes(PercentEncoding.decode) == text)
  }

  @Test(
    arguments: [
      ([], ""), ([0x66], "Zg"), ([0x66, 0x6f], "Zm8"), ([0x66, 0x6f, 0x6f], "Zm9v"),
      ([0xff, 0xfe, 0xfd, 0x00], "//79AA"),
    ] as [([UInt8], String)])
  func base64GoesBothWays(bytes: [UInt8], encoded: String) {
    #expect(String(decoding: Base64.encode(bytes), as: UTF8.self) == encoded)
    #expect(Array(encoded.utf8).withUnsafeBytes(Base64.decode) == bytes)
  }

  @Test(
    arguments: [("Zg==", [0x66]), ("Zm8=", [0x66, 0x6f]), ("__79AA", [0xff, 0xfe, 0xfd, 0])]
      as [(String, [UInt8])])
  func paddedAndURLSafeBase64IsRead(encoded: String, bytes: [UInt8]) {
    #expect(Array(encoded.utf8).withUnsafeBytes(Base64.decode) == bytes)
  }

  @Test(arguments: ["Z", "Zg=a", "Z!", "Zm9vZ"])
  func whatIsNotBase64IsRefused(encoded: String) {
    #expect(Array(encoded.utf8).withUnsafeBytes(Base64.decode) == nil)
  }

  @Test(
    arguments: [
      ("1n", 1), ("99u", 99_000), ("5m", 5_000_000), ("1S", 1_000_000_000), ("2M", 120_000_000_000),
      ("99999999H", UInt64.max), ("0S", 0),
    ] as [(String, UInt64)])
  func timeoutsAreRead(text: String, nanoseconds: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes(GRPCTimeout.parse) == nanoseconds)
  }

  @Test(arguments: ["", "S", "1", "1s", "-1S", "1.5S", "123456789S", " 1S", "1S "])
  func malformedTimeoutsAreRefused(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes(GRPCTimeout.parse) == nil)
  }

  @Test(
    arguments: [
      (0, "0n"), (1_500_000, "1500000n"), (99_999_999, "99999999n"), (100_000_000, "100000u"),
      (100_000_001, "100001u"), (3_600_000_000_000, "3600000m"), (UInt64.max, "5124096H"),
    ] as [(UInt64, String)])
  func timeoutsAreWrittenInTheFinestUnitThatFitsAndNeverShortened(
    nanoseconds: UInt64, text: String
  ) throws {
    #expect(GRPCTimeout.format(nanoseconds: nanoseconds) == text)
    let read = try #require(Array(text.utf8).withUnsafeBytes(GRPCTimeout.parse))
    #expect(read >= nanoseconds)
  }

  @Test func keysAreCaseInsensitiveAndKeepTheirOrder() {
    var metadata: RPCMetadata = ["X-Key": "one", "other": "x"]
    metadata.append("two", for: "x-KEY")
    #expect(metadata["X-key"] == "one")
    #expect(metadata.values(of: "x-key") == [.ascii("one"), .ascii("two")])
    metadata["x-key"] = "three"
    #expect(metadata.entries.map(\.key) == ["other", "x-key"])
    metadata[binary: "b-bin"] = [1, 2]
    #expect(metadata[binary: "b-bin"] == [1, 2])
    #expect(metadata["b-bin"] == nil)
  }

  @Test func receivedMetadataIsParsedWithRepeatedAndBinaryValues() {
    var block = MetadataBlock()
    for (name, value) in [("x-a", "1"), ("y-bin", "AQI"), ("x-a", "2"), ("z-bin", "Zg,Zm8=")] {
      Array(name.utf8).withUnsafeBytes { name in
        Array(value.utf8).withUnsafeBytes { block.append(name: name, value: $0) }
      }
    }
    let metadata = block.metadata()
    #expect(metadata.values(of: "x-a") == [.ascii("1"), .ascii("2")])
    #expect(metadata[binary: "y-bin"] == [1, 2])
    #expect(metadata.values(of: "z-bin") == [.binary([0x66]), .binary([0x66, 0x6f])])
  }

  @Test(arguments: [
    (RPCMetadata.Entry(key: "grpc-x", value: .ascii("v")), "keeps this name"),
    (.init(key: "content-type", value: .ascii("v")), "keeps this name"),
    (.init(key: ":path", value: .ascii("v")), "consists of"),
    (.init(key: "a b", value: .ascii("v")), "consists of"),
    (.init(key: "", value: .ascii("v")), "empty"),
    (.init(key: "x", value: .ascii("ü")), "printable ASCII"),
    (.init(key: "x", value: .ascii("a\r\nb: c")), "printable ASCII"),
    (.init(key: "x-bin", value: .ascii("v")), "needs a binary value"),
    (.init(key: "x", value: .binary([1])), "ends in \"-bin\""),
  ])
  func whatCannotBeSentSaysWhy(entry: RPCMetadata.Entry, reason: String) throws {
    let problem = try #require(entry.problem)
    #expect(problem.contains(reason))
  }
}
