import Testing

@testable import MartletDriver

/// SipHash against OpenSSL: `openssl mac -macopt hexkey:… -macopt size:16 SIPHASH`.
@Suite struct DigestTests {
  @Test(arguments: [
    (0, "A3817F04BA25A8E66DF67214C7550293"),
    (1, "DA87C1D86B99AF44347659119B22FC45"),
    (7, "A1F1EBBED8DBC153C0B84AA61FF08239"),
    (8, "3B62A9BA6258F5610F83E264F31497B4"),
    (15, "5493E99933B0A8117E08EC0F97CFC3D9"),
    (63, "5150D1772F50834A503E069A973FBD7C"),
  ])
  func digestsAreSipHash(_ length: Int, _ expected: String) throws {
    let key = try #require(Digest.Key((0..<16).map { UInt8($0) }))
    let input = (0..<length).map { UInt8($0) }
    let digest = Digest(of: input, key: key)
    let bytes = Digest.Key(low: digest.low, high: digest.high).bytes
    let hex = bytes.map { byte in
      let text = String(byte, radix: 16, uppercase: true)
      return byte < 16 ? "0" + text : text
    }
    #expect(hex.joined() == expected)
  }

  @Test func keysAreKept() {
    let key = Digest.Key.random()
    #expect(Digest.Key(key.bytes) == key)
    #expect(Digest.Key([1, 2, 3]) == nil)
  }
}
