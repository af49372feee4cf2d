import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// Extensions in JSON, which names them in brackets.
@Suite
struct ExtensionJSONTests {
  static let types = ProtoTypeRegistry(files: [.extended])
  static let kinds: [any ProtoMessage.Type] = [Extended.self, MessageSet.self]

  @Test
  func form() throws {
    var message = Extended(number: 1)
    message.oInt64 = 5
    message.oExtended = .init(text: "x")
    message.pShade = [.red]
    let json = try message.jsonString(options: .init(types: Self.types))
    #expect(
      json == """
        {"number":1,"[martlet.extended.o_int64]":"5",\
        "[martlet.extended.o_extended]":{"text":"x"},"[martlet.extended.p_shade]":["SHADE_RED"]}
        """)
    #expect(try Extended(jsonString: json, options: .init(types: Self.types)) == message)
    // Without the registry they have no names.
    #expect(try message.jsonString() == #"{"number":1}"#)
    #expect(throws: ProtoJSONError.self) { try Extended(jsonString: json) }
  }

  @Test
  func messageSets() throws {
    var set = MessageSet()
    set.scopeMember = .init(number: 1)
    let json = try set.jsonString(options: .init(types: Self.types))
    #expect(json == #"{"[martlet.extended.Scope.member]":{"number":1}}"#)
    #expect(try MessageSet(jsonString: json, options: .init(types: Self.types)) == set)
    let byType = #"{"[martlet.extended.Scope]":{"number":1}}"#
    #expect(try MessageSet(jsonString: byType, options: .init(types: Self.types)) == set)
  }

  @Test(arguments: 0..<2)
  func againstPython(kind: Int) throws { try against(Self.kinds[kind]) }

  private func against<Message: ProtoMessage>(_: Message.Type) throws {
    let name = Message.protoMessageName
    let samples = try Driver.json(name, seed: 5, count: 40)
    let expected = try Driver.judge(name, samples.map(\.bytes))
    let read = try samples.map {
      try Message(jsonString: $0.texts[0], options: .init(types: Self.types)).serializedBytes()
    }
    for (verdict, meant) in zip(try Driver.judgeAll(name, read), expected) {
      #expect(difference(verdict, meant) == "")
    }
    let written = try samples.map {
      try Message(serializedBytes: $0.bytes).jsonBytes(options: .init(types: Self.types))
    }
    for (verdict, meant) in zip(try Driver.judgeJSON(name, written), expected) {
      #expect(difference(verdict, meant) == "")
    }
  }
}
