import CodecTesting
import MartletProtobuf
import MartletText
import Testing

/// Extensions in the text format, which names them in brackets.
@Suite
struct ExtensionTextTests {
  static let types = ProtoTypeRegistry(files: [.extended])
  static let kinds: [any ProtoMessage.Type] = [Extended.self, MessageSet.self]

  @Test
  func form() throws {
    var message = Extended(number: 1)
    message.oInt64 = 5
    message.ogroup = .init(number: 2)
    message.rShade = [.red]
    let text = try message.textFormat(options: .init(isSingleLine: true, types: Self.types))
    #expect(
      text == """
        number: 1 [martlet.extended.o_int64]: 5 [martlet.extended.ogroup] { number: 2 } \
        [martlet.extended.r_shade]: SHADE_RED
        """)
    #expect(try Extended(textFormat: text, options: .init(types: Self.types)) == message)
  }

  /// An extension that is declared in its type goes by the type's name.
  @Test
  func messageSets() throws {
    var set = MessageSet()
    set.scopeMember = .init(number: 1)
    set.scopeOther = .init(number: 2)
    let text = try set.textFormat(options: .init(isSingleLine: true, types: Self.types))
    #expect(
      text == """
        [martlet.extended.Scope.other] { number: 2 } [martlet.extended.Scope] { number: 1 }
        """)
    #expect(try MessageSet(textFormat: text, options: .init(types: Self.types)) == set)
    let byName = "[martlet.extended.Scope.member] { number: 1 }"
    #expect(
      try MessageSet(textFormat: byName, options: .init(types: Self.types)).scopeMember
        == .init(number: 1))
  }

  @Test(arguments: 0..<2)
  func againstPython(kind: Int) throws { try against(Self.kinds[kind]) }

  private func against<Message: ProtoMessage>(_: Message.Type) throws {
    let name = Message.protoMessageName
    // Python calls all members of a message set by their types, and then cannot read them again.
    let samples = try Driver.text(name, seed: 5, count: 40).filter {
      !$0.text.contains("[martlet.extended.Extended]")
    }
    #expect(samples.count > 10)
    let expected = try Driver.judge(name, samples.map(\.bytes))
    let read = try samples.map {
      try Message(textFormat: $0.text, options: .init(types: Self.types)).serializedBytes()
    }
    for (verdict, meant) in zip(try Driver.judgeAll(name, read), expected) {
      #expect(difference(verdict, meant) == "")
    }
    let written = try samples.map { sample in
      let message = try Message(serializedBytes: sample.bytes)
      return Array(try message.textFormat(options: .init(types: Self.types)).utf8)
    }
    for (verdict, meant) in zip(try Driver.judgeText(name, written), expected) {
      #expect(difference(verdict, meant) == "")
    }
  }
}
