import CodecTesting
import MartletProtobuf
import Testing

/// Fields that one IDL file adds to a message of another.
@Suite
struct ExtensionTests {
  private func group(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    Wire.tag(number, 3) + content + Wire.tag(number, 4)
  }

  @Test
  func anExtensionIsAProperty() throws {
    var message = Extended(number: 1)
    #expect(message.oInt32 == nil)
    #expect(message.rString == [])
    message.oInt32 = -1
    message.oString = "tea"
    message.rString.append("a")
    message.rString.append("b")
    message.oExtended = .init(number: 5)
    message.oExtended?.text = "x"
    #expect(message.oInt32 == -1)
    #expect(message.oExtended == .init(number: 5, text: "x"))
    let expected =
      Wire.varint(1, 1) + Wire.varint(103, UInt64(bitPattern: -1)) + Wire.text(114, "tea")
      + Wire.bytes(117, Wire.varint(1, 5) + Wire.text(2, "x"))
      + Wire.text(214, "a") + Wire.text(214, "b")
    #expect(try message.serializedBytes() == expected)
    #expect(try Extended(serializedBytes: expected) == message)

    #expect(message.hasExtension(Extended.oString))
    message.oString = nil
    #expect(!message.hasExtension(Extended.oString))
    message.rString = []
    message.clearExtension(Extended.oInt32)
    message.oExtended = nil
    #expect(message == Extended(number: 1))
  }

  @Test
  func theHandleReachesTheSameValue() throws {
    var message = Extended()
    message[extension: Extended.pShade] = [.blue, .negative]
    #expect(message.pShade == [.blue, .negative])
    #expect(try message.value(of: Extended.pShade) == [.blue, .negative])
    #expect(Extended.pShade.field.number == 316)
    #expect(Extended.pShade.field.name == "martlet.extended.p_shade")
    #expect(Extended.pShade.unset == [])
  }

  /// An extension declared in a message has that message's name before its own.
  @Test
  func nestedExtensions() throws {
    var message = Extended()
    message.scopeScope = .init(number: 2)
    message.scopeInners = [.init(text: "a"), .init()]
    let expected =
      Wire.bytes(401, Wire.varint(1, 2)) + Wire.bytes(402, Wire.text(1, "a")) + Wire.bytes(402, [])
    #expect(try message.serializedBytes() == expected)
  }

  @Test
  func groups() throws {
    var message = Extended()
    message.ogroup = .init(number: 1, inner: [.init(number: 2)])
    message.rgroup = [.init(text: "a"), .init()]
    let expected =
      group(119, Wire.varint(1, 1) + Wire.bytes(2, Wire.varint(1, 2)))
      + group(219, Wire.text(1, "a")) + group(219, [])
    #expect(try message.serializedBytes() == expected)
    #expect(message.ogroup?.inner.first?.number == 2)
    #expect(message.rgroup.map(\.text) == ["a", nil])
  }

  @Test
  func occurrencesMerge() throws {
    let bytes =
      Wire.varint(103, 1) + Wire.bytes(117, Wire.varint(1, 5)) + Wire.varint(103, 2)
      + group(119, Wire.varint(1, 1)) + Wire.bytes(117, Wire.text(2, "x"))
      + group(119, Wire.bytes(2, []))
    let message = try Extended(serializedBytes: bytes)
    #expect(message.oInt32 == 2)
    #expect(message.oExtended == .init(number: 5, text: "x"))
    #expect(message.ogroup == .init(number: 1, inner: [.init()]))
    // Untouched, it leaves as it came.
    #expect(try message.serializedBytes() == bytes)
  }

  @Test
  func packedAndUnpackedAreBothRead() throws {
    let numbers = Wire.varint(203, 1) + Wire.bytes(203, [2, 3]) + Wire.varint(203, 4)
    #expect(try Extended(serializedBytes: numbers).rInt32 == [1, 2, 3, 4])
    let shades =
      Wire.bytes(216, [1]) + Wire.varint(216, 1) + Wire.bytes(316, [1]) + Wire.varint(316, 1)
    var message = try Extended(serializedBytes: shades)
    #expect(message.rShade == [.red, .red])
    #expect(message.pShade == [.red, .red])
    // Set, each is written as it is declared.
    message.rShade.append(.red)
    message.pShade.append(.red)
    #expect(
      message.unknownFields.bytes == [1, 1, 1].flatMap { Wire.varint(216, $0) }
        + Wire.bytes(316, [1, 1, 1]))
  }

  /// Beside fields that nobody knows, the new value has its place by its number.
  @Test
  func aValueHasItsPlace() throws {
    let odd = Wire.varint(50, 1)
    let high = Wire.text(500, "x")
    var message = try Extended(serializedBytes: odd + high)
    message.oBool = true
    #expect(message.unknownFields.bytes == odd + Wire.varint(113, 1) + high)
    // It replaces all that there were, of its wire types only.
    let text = Wire.text(113, "no bool")
    message = try Extended(
      serializedBytes: Wire.varint(113, 0) + high + text + Wire.varint(113, 0))
    message.oBool = true
    #expect(message.unknownFields.bytes == Wire.varint(113, 1) + high + text)
    message.oBool = nil
    #expect(message.unknownFields.bytes == high + text)
  }

  /// However often it stands there, and whatever stands between.
  @Test
  func scatteredValuesAreReadAndReplaced() throws {
    let other = Wire.varint(50, 300) + Wire.bytes(1000, [UInt8](repeating: 1, count: 200))
    let scattered = (0..<500).flatMap { other + Wire.varint(203, $0) + Wire.bytes(203, [1, 2]) }
    var message = try Extended(serializedBytes: scattered)
    #expect(message.rInt32 == (0..<500).flatMap { [$0, 1, 2] })
    message.rInt32 = [7]
    let others = (0..<499).flatMap { _ in other }
    #expect(
      message.unknownFields.bytes
        == Wire.varint(50, 300) + Wire.varint(203, 7) + other.dropFirst(4) + others)
  }

  /// Fields of every size and place before it: tags of one to five bytes, numbers of ten, the very end.
  @Test(arguments: [1, 2, 15, 16, 49, 2047, 2048, 99_999, 536_870_911])
  func aValueIsFoundBehindAnything(other: Int) throws {
    let fields: [[UInt8]] = [
      Wire.varint(other, 1), Wire.varint(other, 1 << 55), Wire.varint(other, .max),
      Wire.bytes(other, []), Wire.bytes(other, [UInt8](repeating: 1, count: 127)),
      Wire.bytes(other, [UInt8](repeating: 1, count: 128)), group(other, Wire.varint(1, 1)),
      Wire.tag(other, 1) + [UInt8](repeating: 0xFF, count: 8),
      Wire.tag(other, 5) + [UInt8](repeating: 0xFF, count: 4),
    ]
    for field in fields {
      for repeats in 1...3 {
        let before = [[UInt8]](repeating: field, count: repeats).flatMap { $0 }
        var message = Extended()
        message.unknownFields = UnknownFields(bytes: before)
        #expect(message.oInt32 == nil)
        message.unknownFields = UnknownFields(bytes: before + Wire.varint(103, 7))
        #expect(message.oInt32 == 7)
        message.unknownFields = UnknownFields(bytes: before + Wire.varint(103, 7) + field)
        #expect(message.oInt32 == 7)
        message.oInt32 = nil
        #expect(message.unknownFields.bytes == before + field)
      }
    }
  }

  /// What was read before the fault is there.
  @Test
  func anErrorKeepsTheUnknownFieldsBeforeIt() throws {
    let good = Wire.bytes(20, [1])
    var message = Extended()
    #expect(throws: ProtoDecodingError.self) {
      try message.merge(serializedBytes: good + Wire.tag(20, 2) + [5])
    }
    #expect(message.unknownFields.bytes == good)
  }

  @Test
  func numbersThatAClosedEnumDoesNotName() throws {
    let bytes = Wire.varint(116, 1) + Wire.varint(116, 2) + Wire.bytes(316, [1, 2, 1])
    let message = try Extended(serializedBytes: bytes)
    #expect(message.oShade == .red)
    #expect(message.pShade == [.red, .red])
    #expect(try message.serializedBytes() == bytes)
    #expect(try !Extended(serializedBytes: Wire.varint(116, 2)).hasExtension(Extended.oShade))
  }

  /// A value is decoded when it is read, so that is when its faults show.
  @Test
  func malformedValues() throws {
    let bytes = Wire.varint(1, 7) + Wire.bytes(117, [8]) + Wire.bytes(301, [1, 2, 3])
    let message = try Extended(serializedBytes: bytes)
    #expect(message.number == 7)
    #expect(message.oExtended == nil)
    #expect(message.pDouble == [])
    #expect(message.hasExtension(Extended.oExtended))
    #expect(try message.serializedBytes() == bytes)
    let truncated = try #require(throws: ProtoDecodingError.self) {
      try message.value(of: Extended.oExtended)
    }
    #expect(truncated.reason == .truncated)
    #expect(truncated.byteOffset == 4)
    #expect(truncated.messageName == "martlet.extended.Extended")
    let length = try #require(throws: ProtoDecodingError.self) {
      try message.value(of: Extended.pDouble)
    }
    #expect(length.reason == .wrongLength)
  }

  @Test
  func nestingHasALimit() throws {
    let deep = (0..<120).reduce([]) { inner, _ in Wire.bytes(3, inner) }
    let message = try Extended(serializedBytes: Wire.bytes(117, deep))
    let error = try #require(throws: ProtoDecodingError.self) {
      try message.value(of: Extended.oExtended)
    }
    #expect(error.reason == .nestedTooDeep)
    #expect(try message.value(of: Extended.oExtended, limits: .init(depth: 200)) != nil)
  }

  // MARK: - Message sets

  private func item(_ number: UInt64, _ message: [UInt8]) -> [UInt8] {
    group(1, Wire.varint(2, number) + Wire.bytes(3, message))
  }

  @Test
  func messageSets() throws {
    var set = MessageSet()
    set.scopeMember = .init(number: 1)
    set.innerMember = .init(text: "x")
    set.scopeOther = .init(number: 3)
    let expected =
      item(5, Wire.text(1, "x")) + item(1000, Wire.varint(1, 3))
      + item(2_147_483_646, Wire.varint(1, 1))
    #expect(try set.serializedBytes() == expected)
    let again = try MessageSet(serializedBytes: expected)
    #expect(again.innerMember?.text == "x")
    #expect(again.scopeMember?.number == 1)
    set.scopeOther = nil
    set.scopeMember = nil
    #expect(try set.serializedBytes() == item(5, Wire.text(1, "x")))
  }

  @Test
  func formsOfMessageSets() throws {
    let content = Wire.text(1, "x")
    let message = Wire.bytes(3, content)
    let type = Wire.varint(2, 5)
    let forms: [[UInt8]] = [
      group(1, type + message), group(1, message + type),
      // As an extension stands in any other message.
      Wire.bytes(5, content),
      // What comes first counts; what is unknown is passed by.
      group(1, type + Wire.varint(2, 99) + message), group(1, type + message + Wire.bytes(3, [])),
      group(1, message + Wire.bytes(3, []) + type), group(1, type + Wire.varint(7, 1) + message),
      group(1, Wire.varint(2, 1 << 32 | 5) + message),
      // None of these is the member.
      group(1, Wire.varint(2, 99) + type + message), group(1, type), group(1, message),
      group(1, []),
      group(1, Wire.varint(2, 0) + message), group(1, Wire.varint(2, .max) + message),
      Wire.varint(5, 1),
    ]
    let verdicts = try Driver.judge("martlet.extended.MessageSet", forms)
    for (form, verdict) in zip(forms, verdicts) {
      let set = try MessageSet(serializedBytes: form)
      let member = set.innerMember
      #expect(
        verdict == (member == nil ? "{}" : "{[martlet.extended.Scope.Inner.member]:{text:s78}}"),
        "\(form)")
      #expect(member == nil || member?.text == "x")
      // Who does not touch it passes it on as it came.
      #expect(try set.serializedBytes() == form)
    }
    let merged = try MessageSet(
      serializedBytes: Wire.bytes(5, content) + item(5, Wire.bytes(2, [])))
    #expect(merged.innerMember == .init(text: "x", set: .init()))
  }

  @Test
  func setsInExtensions() throws {
    var message = Extended()
    message.oSet = .init()
    message.oSet?.innerMember = .init(text: "deep")
    let bytes = try message.serializedBytes()
    #expect(bytes == Wire.bytes(118, item(5, Wire.text(1, "deep"))))
    #expect(try Extended(serializedBytes: bytes).oSet?.innerMember?.text == "deep")
  }
}
