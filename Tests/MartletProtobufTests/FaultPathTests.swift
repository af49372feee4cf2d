import CodecTesting
import MartletProtobuf
import Testing

/// The field that an error of the decoder names.
@Suite
struct FaultPathTests {
  private func group(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    Wire.tag(number, 3) + content + Wire.tag(number, 4)
  }

  private func path<Message: ProtoMessage>(_ type: Message.Type, _ bytes: [UInt8]) -> String? {
    fault(type, bytes)?.fieldPath
  }

  @Test
  func fieldsOfTheOutermostMessage() {
    let cut = Wire.tag(3, 0) + [0x80]
    #expect(path(Everything.self, cut) == "a_int32")
    #expect(path(Everything.self, Wire.bytes(14, [0xFF])) == "a_string")
    #expect(path(Everything.self, Wire.varint(3, 1) + Wire.tag(14, 2) + [5]) == "a_string")
    #expect(path(Everything.self, Wire.bytes(103, [0xFF])) == "c_string")
    // What belongs to no field.
    #expect(path(Everything.self, [0]) == "")
    #expect(path(Everything.self, Wire.varint(3, 1) + [7]) == "")
    #expect(path(Everything.self, Wire.tag(9999, 2) + [5]) == "")
  }

  @Test
  func elements() {
    let good = Wire.text(54, "a")
    #expect(path(Everything.self, good + good + Wire.bytes(54, [0xFF])) == "r_string[2]")
    let apart = good + Wire.varint(3, 1) + Wire.bytes(54, [0xFF])
    #expect(path(Everything.self, apart) == "r_string[1]")
    let packed = Wire.bytes(43, [1, 2, 3]) + Wire.varint(43, 4)
    #expect(path(Everything.self, packed + Wire.bytes(43, [1, 0x80])) == "r_int32[5]")
    #expect(path(Everything.self, packed + Wire.tag(43, 0) + [0x80]) == "r_int32[4]")
    #expect(path(Everything.self, Wire.bytes(49, [1, 2, 3])) == "r_fixed32[0]")
  }

  @Test
  func messagesWithin() {
    let bad = Wire.bytes(2, [0xFF])
    #expect(path(Everything.self, Wire.bytes(17, bad)) == "a_inner.text")
    let good = Wire.bytes(57, Wire.varint(1, 1))
    let deep = Wire.bytes(57, Wire.bytes(4, []) + Wire.bytes(4, bad))
    #expect(path(Everything.self, good + good + deep) == "r_inner[2].children[1].text")
    #expect(path(Everything.self, Wire.bytes(108, bad)) == "c_inner.text")
    // Cut off at the end of the inner message, not of the outer one.
    #expect(path(Everything.self, Wire.bytes(17, [8]) + Wire.varint(3, 1)) == "a_inner.number")
    #expect(path(Everything.self, Wire.bytes(17, [8]) + [0]) == "a_inner.number")
    #expect(path(Everything.self, Wire.bytes(17, [8, 1]) + [0]) == "")
  }

  @Test
  func maps() {
    let key = Wire.text(1, "k")
    #expect(path(Everything.self, Wire.bytes(92, key + Wire.bytes(2, [0xFF]))) == #"m_string["k"]"#)
    #expect(path(Everything.self, Wire.bytes(92, Wire.bytes(1, [0xFF]))) == #"m_string["\377"]"#)
    let inner = Wire.bytes(2, Wire.bytes(2, [0xFF]))
    #expect(path(Everything.self, Wire.bytes(95, key + inner)) == #"m_inner["k"].text"#)
    #expect(path(Everything.self, Wire.bytes(95, inner + key)) == #"m_inner["k"].text"#)
    #expect(path(Everything.self, Wire.bytes(95, inner)) == #"m_inner[""].text"#)
  }

  @Test
  func groups() {
    let item = group(3, Wire.text(1, "x"))
    let bytes = Wire.tag(18, 3) + item + item + Wire.tag(3, 3) + Wire.tag(1, 2) + [9]
    #expect(path(Legacy.self, bytes) == "ogroup.item[2].text")
    let repeated = group(38, []) + group(38, Wire.varint(1, 1) + Wire.tag(2, 2) + [99])
    #expect(path(Legacy.self, repeated) == "rgroup[1].data")
    #expect(path(Legacy.self, Wire.tag(18, 3) + Wire.tag(38, 4)) == "ogroup")
  }

  /// However deep the groups are, their bytes are gone through once.
  @Test
  func nestedGroups() {
    let many = (0..<20000).flatMap { _ in Wire.varint(1, 1) }
    var bytes = group(3, many) + Wire.tag(2, 2) + [0xFF, 0x7F]
    for _ in 0..<90 { bytes = group(3, many.prefix(20) + group(3, []) + bytes) }
    #expect(
      path(Delimited.self, group(11, bytes))
        == "inner" + String(repeating: ".next", count: 90) + ".text")
  }

  @Test
  func extensions() throws {
    let bytes = Wire.bytes(402, []) + Wire.varint(103, 1) + Wire.bytes(402, [10])
    let message = try Extended(serializedBytes: bytes)
    let error = try #require(throws: ProtoDecodingError.self) {
      try message.value(of: Extended.scopeInners)
    }
    #expect(error.fieldPath == "[martlet.extended.Scope.inners][1].text")
  }

  @Test
  func description() throws {
    let error = try #require(fault(Everything.self, Wire.bytes(17, Wire.bytes(2, [0xFF]))))
    #expect(
      error.description == """
        cannot decode martlet.test.Everything, field a_inner.text: \
        a string is not valid UTF-8 at byte 5
        """)
  }

  /// Whatever is wrong, the way begins with a field of the message, or is empty.
  @Test(arguments: [Everything.self, Legacy.self, Delimited.self] as [any ProtoMessage.Type])
  func brokenMessages(type: any ProtoMessage.Type) throws {
    try broken(type)
  }

  private func broken<Message: ProtoMessage>(_: Message.Type) throws {
    var random = SeededGenerator(seed: 7)
    var named = 0
    for sample in try Driver.random(Message.protoMessageName, seed: 31, count: 15) {
      for _ in 0..<30 {
        guard let error = fault(Message.self, random.broken(sample.bytes)) else { continue }
        let first = error.fieldPath.prefix { $0 != "." && $0 != "[" }
        if first.isEmpty { continue }
        #expect(Message.protoSchema.field(named: String(first)) != nil)
        named += 1
      }
    }
    #expect(named > 50)
  }
}
