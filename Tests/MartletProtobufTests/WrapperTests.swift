import CodecTesting
import MartletProtobuf
import Testing

/// Wrappers as optionals of what they wrap (`features.(martlet.swift).wrappers = OPTIONAL`).
@Suite struct WrapperTests {
  @Test func theyReadAsOptionals() throws {
    var person = Wrapped(name: "Ada", born: 1815)
    #expect(person.name == "Ada")
    person.name? += " Lovelace"
    #expect(person.name == "Ada Lovelace")
    person.born = nil
    #expect(person.born == nil)
    #expect(person == Wrapped(name: "Ada Lovelace"))
  }

  @Test func theWireHoldsTheMessages() throws {
    let person = Wrapped(name: "A", born: 0, score: -0.0)
    let bytes = try person.serializedBytes()
    #expect(
      bytes == [0x0A, 3, 0x0A, 1, 0x41, 0x12, 0, 0x43, 0x0D, 0, 0, 0, 0x80, 0x44])
    let again = try Wrapped(serializedBytes: bytes)
    #expect(again == person)
    #expect(again.born == 0)
    #expect(again.score?.sign == .minus)
    #expect(try Wrapped(serializedBytes: []).name == nil)
  }

  @Test func othersStayMessages() throws {
    var person = Wrapped()
    person.photo = Google.Protobuf.BytesValue(value: [1])
    person.sizes = [Google.Protobuf.DoubleValue(value: 1)]
    person.answers = ["a": Google.Protobuf.BoolValue(value: true)]
    person.address = .street(Google.Protobuf.StringValue(value: "b"))
    #expect(try Wrapped(serializedBytes: person.serializedBytes()) == person)
  }

  /// Two occurrences of a field are merged, as with every message.
  @Test func whatComesTwiceIsMerged() throws {
    let bytes: [UInt8] = [0x0A, 3, 0x0A, 1, 0x41, 0x0A, 0]
    #expect(try Wrapped(serializedBytes: bytes).name == "A")
  }

  @Test func whatAWrapperHoldsBesideItsValueIsKeptUntilItIsSet() throws {
    let bytes: [UInt8] = [0x0A, 5, 0x0A, 1, 0x41, 0x10, 7]
    var person = try Wrapped(serializedBytes: bytes)
    #expect(person.name == "A")
    #expect(try person.serializedBytes() == bytes)
    person.name = "B"
    #expect(try person.serializedBytes() == [0x0A, 3, 0x0A, 1, 0x42])
  }
}
