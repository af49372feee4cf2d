import CodecTesting
import MartletProtobuf
import Testing

/// Messages between two tags.
@Suite
struct GroupTests {
  private func group(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    Wire.tag(number, 3) + content + Wire.tag(number, 4)
  }

  @Test
  func form() throws {
    let message = Legacy.with {
      $0.ogroup = .init(number: 5, item: [.init(text: "a"), .init()])
      $0.rgroup = [.init(number: 1), .init(data: [9])]
      $0.choice = .cgroup(.init(number: 2, again: .init()))
    }
    let items = group(3, Wire.text(1, "a")) + group(3, [])
    let expected =
      group(18, Wire.varint(1, 5) + items)
      + group(38, Wire.varint(1, 1)) + group(38, Wire.bytes(2, [9]))
      + group(75, Wire.varint(1, 2) + Wire.bytes(2, []))
    #expect(try message.serializedBytes() == expected)
    #expect(try Legacy(serializedBytes: expected) == message)
  }

  /// `message_encoding` of editions says for each field how it is written; only that form is its.
  @Test
  func eachFieldHasItsForm() throws {
    let message = Delimited.with {
      $0.inner = .init(number: 1)
      $0.prefixed = .init(number: 2, prefixed: .init(), children: [.init(number: 3)])
      $0.innerByName = ["k": .init(next: .init())]
      $0.choice = .cPrefixed(.init())
    }
    let expected =
      group(11, Wire.varint(1, 1))
      + Wire.bytes(12, Wire.varint(1, 2) + Wire.bytes(4, []) + group(5, Wire.varint(1, 3)))
      + Wire.bytes(15, Wire.text(1, "k") + Wire.bytes(2, group(3, [])))
      + Wire.bytes(32, [])
    #expect(try message.serializedBytes() == expected)
    #expect(try Delimited(serializedBytes: expected) == message)
    let other = Wire.bytes(11, Wire.varint(1, 1)) + group(12, [])
    #expect(try Delimited(serializedBytes: other).unknownFields.bytes == other)
  }

  @Test
  func groupsMerge() throws {
    let bytes =
      group(18, Wire.varint(1, 5) + group(3, [])) + group(18, Wire.varint(1, 6) + group(3, []))
    let merged = try Legacy(serializedBytes: bytes)
    #expect(merged.ogroup == .init(number: 6, item: [.init(), .init()]))
    let oneof = group(75, Wire.varint(1, 5)) + group(75, Wire.bytes(2, []))
    #expect(try Legacy(serializedBytes: oneof).choice == .cgroup(.init(number: 5, again: .init())))
    // A copy is not touched by what is merged into the other.
    var copy = merged
    try copy.merge(serializedBytes: group(18, Wire.varint(1, 9)))
    #expect(merged.ogroup?.number == 6)
    #expect(copy.ogroup?.number == 9)
  }

  @Test
  func whatIsUnknownInAGroupSurvives() throws {
    let odd = Wire.varint(99, 7) + group(100, Wire.text(1, "x"))
    let bytes = group(18, Wire.varint(1, 5) + odd)
    let message = try Legacy(serializedBytes: bytes)
    #expect(message.ogroup?.unknownFields.bytes == odd)
    #expect(try message.serializedBytes() == bytes)
  }

  @Test
  func endsThatDoNotMatch() throws {
    let begin = Wire.tag(18, 3)
    let end = Wire.tag(18, 4)
    let faults: [(bytes: [UInt8], verdict: String)] = [
      (begin, "unmatchedEndGroup@0"),
      (begin + Wire.varint(1, 5), "unmatchedEndGroup@0"),
      (end, "unmatchedEndGroup@0"),
      (begin + end + end, "unmatchedEndGroup@4"),
      (begin + Wire.tag(38, 4), "unmatchedEndGroup@2"),
      (begin + Wire.tag(3, 3) + end, "unmatchedEndGroup@3"),
      // The group's end within a message that has a length: it belongs to that one.
      (begin + Wire.bytes(2, end) + end, "unmatchedEndGroup@4"),
      (begin + Wire.bytes(2, end), "unmatchedEndGroup@4"),
      (Wire.bytes(17, end), "unmatchedEndGroup@3"),
      // The end beyond the message that the group is in.
      (Wire.bytes(37, Wire.tag(4, 3)) + Wire.tag(4, 4), "unmatchedEndGroup@3"),
      (Wire.tag(38, 3) + Wire.tag(38, 4) + Wire.tag(38, 3), "unmatchedEndGroup@4"),
      (Wire.bytes(63, Wire.bytes(2, Wire.tag(16, 4))), "unmatchedEndGroup@5"),
    ]
    for (bytes, expected) in faults {
      #expect(verdict(Legacy.self, bytes) == expected, "\(bytes)")
    }
    let verdicts = try Driver.judge("martlet.legacy.Legacy", faults.map(\.bytes))
    #expect(verdicts.allSatisfy { $0.hasPrefix("!") })
  }

  @Test
  func nesting() {
    func nested(_ depth: Int) -> [UInt8] {
      // CGroup contains itself by its length; Inner contains Deep, Deep contains Deeper.
      (0..<depth).reduce([]) { inner, _ in group(18, Wire.bytes(2, inner)) }
    }
    #expect(verdict(Legacy.self, nested(50)) == "none")
    #expect(fault(Legacy.self, nested(51))?.reason == .nestedTooDeep)
    #expect(fault(Legacy.self, nested(100_000))?.reason == .nestedTooDeep)
    let flat = ProtoDecodingLimits(depth: 0)
    #expect(fault(Legacy.self, group(18, []), limits: flat)?.reason == .nestedTooDeep)
    #expect(fault(Legacy.self, group(38, []), limits: flat)?.reason == .nestedTooDeep)
    let one = ProtoDecodingLimits(depth: 1)
    #expect(verdict(Legacy.self, group(18, []), limits: one) == "none")
    #expect(fault(Legacy.self, group(18, group(3, [])), limits: one)?.reason == .nestedTooDeep)
  }

  /// Reading to a group's end takes one pass however deep it is.
  @Test
  func everyTruncationIsAnError() throws {
    let bytes = try Legacy.with {
      $0.oInner = .init(deep: .init(hue: .blue, deeper: .init(inner: .init(text: "x"))))
      $0.rgroup = [.init(number: 300), .init(data: [1, 2])]
    }.serializedBytes()
    #expect(fault(Legacy.self, bytes) == nil)
    for count in 1..<bytes.count {
      guard let error = fault(Legacy.self, Array(bytes[..<count])) else { continue }
      #expect((0...count).contains(error.byteOffset))
    }
  }
}
