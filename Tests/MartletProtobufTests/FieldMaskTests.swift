import CodecTesting
import MartletProtobuf
import Testing

/// Field masks: as sets, and applied to messages.
@Suite
struct FieldMaskTests {
  typealias Mask = Google.Protobuf.FieldMask

  @Test(arguments: [("Everything", 1), ("Everything", 2), ("Legacy", 3), ("Delimited", 4)])
  func asPythonDoesIt(message: String, seed: Int) throws {
    let kinds: [any ProtoMessage.Type] = [Everything.self, Legacy.self, Delimited.self]
    let kind = try #require(kinds.first { $0.protoMessageName.hasSuffix("." + message) })
    try asPythonDoesIt(kind, seed)
  }

  private func asPythonDoesIt<Message: ProtoMessage>(_: Message.Type, _ seed: Int) throws {
    let samples = try Driver.masks(Message.protoMessageName, seed: seed, count: 60)
    #expect(samples.count == 60)
    for (index, sample) in samples.enumerated() {
      let masks = sample.masks.map { Mask(paths: $0) }
      #expect(masks[0].union(masks[1]).paths == sample.union)
      #expect(masks[0].intersection(masks[1]).paths == sample.intersection)

      var message = try Message(serializedBytes: sample.destination)
      let source = try Message(serializedBytes: sample.source)
      try masks[0].merge(
        source, into: &message, replacingMessages: index % 2 == 1,
        replacingRepeated: index % 3 == 1)
      #expect(difference(dump(message), sample.merged) == "", "\(masks[0].paths)")
    }
  }

  @Test
  func aMaskLeavesWhatItNames() throws {
    var message = Everything.with {
      $0.aInt32 = 1
      $0.aString = "s"
      $0.aInner = .init(number: 2, text: "t", next: .init(number: 3, text: "u"))
      $0.rInner = [.init(number: 4)]
      $0.mString = ["k": "v"]
      $0.choice = .cString("c")
      $0.unknownFields = UnknownFields(bytes: Wire.varint(999, 1))
    }
    let mask: Mask = ["a_int32", "a_inner.number", "a_inner.next.text", "r_inner", "c_string"]
    try mask.apply(to: &message)
    #expect(
      message
        == .with {
          $0.aInt32 = 1
          $0.aInner = .init(number: 2, next: .init(text: "u"))
          $0.rInner = [.init(number: 4)]
          $0.choice = .cString("c")
        })
    try Mask().apply(to: &message)
    #expect(message == .init())
  }

  @Test
  func masksAsSets() {
    let mask: Mask = ["b.c", "a", "b.c.d", "b.a", "a.x"]
    #expect(mask.canonical == ["a", "b.a", "b.c"])
    #expect(mask.contains("a.anything.below"))
    #expect(mask.contains("b.c"))
    #expect(!mask.contains("b"))
    #expect(mask.subtracting(["b.c"]) == ["a", "b.a"])
    #expect(mask.subtracting(["b", "a.x"]) == ["a"])
    #expect(Mask.allFields(of: Everything.Inner.self).paths.contains("children"))
  }

  @Test(arguments: [
    ("nothing", "martlet.test.Everything has no field \"nothing\""),
    ("aInt32", "martlet.test.Everything has no field \"aInt32\""),
    ("", "martlet.test.Everything has no field \"\""),
    ("a_inner.", "martlet.test.Everything.Inner has no field \"\""),
    ("r_inner.number", "nothing can be named below a field like this"),
    ("m_inner.key", "nothing can be named below a field like this"),
    ("a_int32.x", "nothing can be named below a field like this"),
  ])
  func pathsThatNameNothingAreRefused(path: String, reason: String) {
    let mask: Mask = ["a_string", path]
    let error = FieldMaskError(path: path, reason: reason)
    #expect(throws: error) { try mask.validate(for: Everything.self) }
    var message = Everything.with { $0.aString = "before" }
    #expect(throws: error) { try mask.apply(to: &message) }
    #expect(throws: error) { try mask.merge(Everything(), into: &message) }
    #expect(message.aString == "before")
  }

  /// A path comes from the network, and may be as long as a message.
  @Test
  func endlessPathsDoNoHarm() {
    let path = Array(repeating: "a_inner", count: 500_000).joined(separator: ".")
    let mask: Mask = [path, "a"]
    #expect(mask.canonical == ["a", path])
    #expect(mask.intersection([path]).paths == [path])
    #expect(throws: FieldMaskError.self) { try mask.validate(for: Everything.self) }
  }
}
