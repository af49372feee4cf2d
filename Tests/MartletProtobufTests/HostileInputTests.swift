import CodecTesting
import MartletProtobuf
import Testing

/// Bytes that no honest peer sends: each gets a typed error with its place, and none a trap.
@Suite
struct HostileInputTests {
  private static let full = Everything.with {
    $0.aString = "häuser"
    $0.aDouble = 1.5
    $0.aInner = .init(number: 300, text: "deep", next: .init(number: 1))
    $0.rInt32 = [1, 300, -1]
    $0.rFixed64 = [1, 2, 3]
    $0.rString = ["a", "", "longer than fifteen bytes"]
    $0.mString = ["k": "v"]
    $0.uBool = [true, false]
    $0.choice = .cBytes([1, 2, 3])
    $0.oUint64 = .max
  }

  @Test
  func everyTruncationIsAnErrorOrAMessage() throws {
    let bytes = try Self.full.serializedBytes()
    for count in 0..<bytes.count {
      guard let error = fault(Everything.self, Array(bytes[..<count])) else { continue }
      #expect(error.reason == .truncated, "\(count)")
      #expect((0...count).contains(error.byteOffset))
      #expect(error.messageName == "martlet.test.Everything")
    }
    #expect(fault(Everything.self, bytes) == nil)
  }

  /// Fields of every shape, one behind the other: the field that is cut off is the one that is named.
  @Test
  func aCutNamesTheField() throws {
    let inner = Everything.Inner(number: 300, text: "deep", next: .init(number: 1))
    try cutsName([
      (Everything.with { $0.aDouble = 1.5 }, "a_double"),
      (.with { $0.aInt64 = -1 }, "a_int64"),
      (.with { $0.aString = "häuser" }, "a_string"),
      (.with { $0.aInner = inner }, "a_inner"),
      (.with { $0.rInt32 = [1, 300, -1] }, "r_int32"),
      (.with { $0.rFixed64 = [1, 2, 3] }, "r_fixed64"),
      (.with { $0.rString = ["a", "", "longer than fifteen bytes"] }, "r_string"),
      (.with { $0.rInner = [inner, inner] }, "r_inner"),
      (.with { $0.uBool = [true, false] }, "u_bool"),
      (.with { $0.mString = ["k": "v"] }, "m_string"),
      (.with { $0.mInner = ["k": inner] }, "m_inner"),
      (.with { $0.choice = .cBytes([1, 2, 3]) }, "c_bytes"),
    ])
    try cutsName([
      (Legacy.with { $0.oHue = .blue }, "o_hue"),
      (.with { $0.ogroup = .with { $0.item = [.init(text: "t"), .init()] } }, "ogroup"),
    ])
  }

  private func cutsName<Message: ProtoMessage>(_ pieces: [(Message, String)]) throws {
    var before: [UInt8] = []
    for (message, field) in pieces {
      let bytes = try message.serializedBytes()
      for count in 1..<bytes.count {
        let cut = before + bytes.prefix(count)
        // Between two elements there is nothing wrong.
        guard let error = fault(Message.self, cut) else { continue }
        #expect([.truncated, .unmatchedEndGroup].contains(error.reason), "\(error)")
        #expect((before.count...cut.count).contains(error.byteOffset), "\(error)")
        // In a tag there is no field yet.
        let isInTag = error.fieldPath.isEmpty && fault(Message.self, cut.dropLast()) == nil
        #expect(error.fieldPath.hasPrefix(field) || isInTag, "\(error)")
      }
      before += bytes
    }
  }

  @Test
  func varints() {
    let nine = [UInt8](repeating: 0x80, count: 9)
    #expect(verdict(Everything.self, [0x18] + nine + [0x01]) == "none")
    #expect(verdict(Everything.self, [0x18] + nine + [0x80, 0x01]) == "malformedVarint@1")
    #expect(verdict(Everything.self, [0x18] + nine) == "truncated@10")
    #expect(verdict(Everything.self, [0x18]) == "truncated@1")
    // In a length, in a packed field, in an unknown field.
    #expect(verdict(Everything.self, [0x72] + nine + [0x80, 0x01]) == "malformedVarint@1")
    let packed = Wire.bytes(43, [0x01] + nine + [0x80, 0x01])
    #expect(verdict(Everything.self, packed) == "malformedVarint@4")
    #expect(verdict(Nothing.self, [0x18] + nine + [0x80, 0x01]) == "malformedVarint@1")
  }

  @Test
  func tags() {
    #expect(verdict(Everything.self, [0x00, 0x01]) == "illegalTag@0")
    #expect(verdict(Everything.self, [0x07]) == "illegalTag@0")
    #expect(verdict(Everything.self, [0x08 | 6, 0x00]) == "illegalTag@0")
    #expect(verdict(Everything.self, Wire.varint(3, 1) + [0x0F]) == "illegalTag@2")
    // Field number 2^29 - 1 is the last.
    #expect(verdict(Nothing.self, Wire.varint(536_870_911, 1)) == "none")
    #expect(verdict(Nothing.self, Wire.varint(536_870_912, 1)) == "illegalTag@0")
    #expect(verdict(Nothing.self, Wire.varint(1 << 60) + [0]) == "illegalTag@0")
  }

  @Test
  func lengthsBeyondTheEnd() {
    #expect(verdict(Everything.self, [0x72, 0x05, 0x61]) == "truncated@1")
    let huge = Wire.varint(UInt64.max)
    for tag in [0x72, 0x7A] as [UInt8] {
      #expect(verdict(Everything.self, [tag] + huge) == "truncated@1")
      #expect(verdict(Everything.self, [tag] + Wire.varint(1 << 63)) == "truncated@1")
      #expect(verdict(Everything.self, [tag] + Wire.varint(1 << 31)) == "truncated@1")
    }
    for number in [17, 43, 49, 54, 55, 57, 92, 95, 108, 1000] {
      let tag = Wire.tag(number, 2)
      #expect(verdict(Everything.self, tag + huge) == "truncated@\(tag.count)", "\(number)")
      // Beyond the end of the submessage, though not of the message.
      let inner = Wire.bytes(17, tag + [0x04, 0x01])
      let outer = Wire.bytes(109, inner) + [0, 0, 0, 0, 0, 0, 0]
      #expect(fault(Everything.self, outer)?.reason == .truncated, "\(number)")
    }
  }

  @Test
  func packedLengthsThatLie() {
    #expect(verdict(Everything.self, Wire.bytes(49, [1, 2, 3])) == "wrongLength@2")
    #expect(
      verdict(Everything.self, Wire.bytes(50, [UInt8](repeating: 0, count: 12))) == "wrongLength@2")
    #expect(verdict(Everything.self, Wire.bytes(43, [0x80])) == "truncated@4")
    #expect(verdict(Everything.self, Wire.bytes(43, [0x01, 0x80])) == "truncated@5")
    #expect(verdict(Everything.self, Wire.bytes(43, [])) == "none")
    // All high bits: nothing is allocated for what only claims to be there.
    let high = [UInt8](repeating: 0xFF, count: 1000)
    #expect(fault(Everything.self, Wire.bytes(43, high)) != nil)
  }

  @Test
  func invalidUTF8() {
    #expect(verdict(Everything.self, Wire.bytes(14, [0x61, 0xFF])) == "invalidUTF8@3")
    #expect(verdict(Everything.self, Wire.bytes(54, [0xC3])) == "invalidUTF8@3")
    let entry = Wire.bytes(1, [0x80])
    #expect(verdict(Everything.self, Wire.bytes(92, entry)) == "invalidUTF8@5")
    #expect(fault(Everything.self, Wire.bytes(103, [0xED, 0xA0, 0x80]))?.reason == .invalidUTF8)
    // Bytes may be anything, and so may what is unknown.
    #expect(verdict(Everything.self, Wire.bytes(15, [0xFF])) == "none")
    #expect(verdict(Nothing.self, Wire.bytes(14, [0xFF])) == "none")
  }

  @Test
  func nestingBombs() {
    func nested(_ number: Int, _ depth: Int) -> [UInt8] {
      (0..<depth).reduce([]) { inner, _ in Wire.bytes(number, inner) }
    }
    for number in [109, 108, 57, 17] {
      // Fields 108, 57 and 17 hold an Inner, whose own next is field 3.
      let inner = number == 109 ? nested(109, 99) : nested(3, 99)
      #expect(verdict(Everything.self, Wire.bytes(number, inner)) == "none", "\(number)")
      let deeper = number == 109 ? nested(109, 100) : nested(3, 100)
      #expect(
        fault(Everything.self, Wire.bytes(number, deeper))?.reason == .nestedTooDeep, "\(number)")
    }
    #expect(fault(Everything.self, nested(109, 50_000))?.reason == .nestedTooDeep)
    let shallow = ProtoDecodingLimits(depth: 2)
    #expect(verdict(Everything.self, nested(109, 2), limits: shallow) == "none")
    #expect(fault(Everything.self, nested(109, 3), limits: shallow)?.reason == .nestedTooDeep)
    let flat = ProtoDecodingLimits(depth: 0)
    #expect(fault(Everything.self, nested(17, 1), limits: flat)?.reason == .nestedTooDeep)
    // A map's entry is a level, too.
    let map = Wire.bytes(92, Wire.text(1, "k"))
    #expect(fault(Everything.self, map, limits: flat)?.reason == .nestedTooDeep)
  }

  @Test
  func groups() {
    let start = Wire.tag(5, 3)
    let end = Wire.tag(5, 4)
    #expect(verdict(Nothing.self, start + Wire.varint(1, 7) + end) == "none")
    #expect(verdict(Nothing.self, start + Wire.varint(1, 7)) == "unmatchedEndGroup@0")
    #expect(verdict(Nothing.self, end) == "unmatchedEndGroup@0")
    #expect(verdict(Nothing.self, start + Wire.tag(6, 4)) == "unmatchedEndGroup@1")
    let deep = [UInt8](repeating: start[0], count: 100) + [UInt8](repeating: end[0], count: 100)
    #expect(verdict(Nothing.self, deep) == "none")
    let bomb = [UInt8](repeating: start[0], count: 1_000_000)
    #expect(verdict(Nothing.self, bomb) == "nestedTooDeep@100")
  }

  @Test
  func size() {
    let bytes = Wire.varint(3, 1)
    #expect(verdict(Everything.self, bytes, limits: .init(maximumBytes: 2)) == "none")
    #expect(verdict(Everything.self, bytes, limits: .init(maximumBytes: 1)) == "tooLarge@1")
    #expect(verdict(Everything.self, bytes, limits: .init(maximumBytes: -1)) == "tooLarge@0")
  }

  @Test
  func aFaultSaysWhatAndWhere() throws {
    let error = try #require(fault(Everything.self, [0x18, 0x01, 0x72, 0x05]))
    #expect(
      "\(error)"
        == """
        cannot decode martlet.test.Everything, field a_string: the bytes end inside a value at byte 3
        """)
  }

  @Test(arguments: 1...8)
  func noiseNeverTraps(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<2000 {
      let count = Int.random(in: 0...60, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      if let error = fault(Everything.self, bytes) {
        #expect((0...count).contains(error.byteOffset))
      }
    }
  }
}
