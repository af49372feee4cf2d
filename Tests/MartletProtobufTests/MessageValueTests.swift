import CodecTesting
import MartletProtobuf
import Testing

/// Messages as Swift values: copies are independent, submessages change in place.
@Suite
struct MessageValueTests {
  @Test
  func copiesDoNotSeeEachOther() {
    var original = Everything.with { $0.aInner = .init(number: 1) }
    let copy = original
    original.aInner?.number = 2
    original.aInner?.next = .init(text: "new")
    #expect(copy.aInner?.number == 1)
    #expect(copy.aInner?.next == nil)
    #expect(original.aInner?.next?.text == "new")
    #expect(copy != original)
  }

  @Test
  func submessagesCanBeSetAndCleared() {
    var message = Everything()
    #expect(message.aInner == nil)
    message.aInner?.number = 1
    #expect(message.aInner == nil)
    message.aInner = .init(number: 3)
    message.aInner?.number += 1
    #expect(message.aInner?.number == 4)
    message.aInner = nil
    #expect(message == Everything())
    #expect(Set([message, Everything(), .with { $0.aInner = .init() }]).count == 2)
  }

  /// A change deep inside copies nothing that is not shared.
  @Test
  func changesHappenInPlace() {
    var message = Everything.with { $0.aInner = .init(children: [.init(number: 1)]) }
    func address() -> UInt? {
      message.aInner?.children.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
    let before = address()
    message.aInner?.children[0].number = 2
    #expect(address() == before)
    #expect(message.aInner?.children == [.init(number: 2)])
  }

  /// Whatever is done with it where it is, and whoever else has it.
  @Test
  func submessagesAreTakenReplacedAndSwappedInPlace() {
    func take(_ inner: inout Everything.Inner?) -> Everything.Inner? { inner.take() }
    var message = Everything.with { $0.aInner = .init(number: 1, text: "long enough for the heap") }
    let copy = message
    #expect(take(&message.aInner) == copy.aInner)
    #expect(message == Everything())
    #expect(take(&message.aInner) == nil)

    message.aInner = .init(number: 2)
    #expect(take(&message.aInner)?.number == 2)
    #expect(message == Everything())

    var other: Everything.Inner? = .init(number: 3)
    swap(&message.aInner, &other)
    #expect(other == nil && message.aInner?.number == 3)
    swap(&message.aInner, &other)
    #expect(message == Everything() && other?.number == 3)

    message.aInnerOrDefault.children.append(.init(number: 4))
    let shared = message
    message.aInnerOrDefault.children[0].number = 5
    #expect(shared.aInner?.children == [.init(number: 4)])
    #expect(message.aInner?.children == [.init(number: 5)])
    message.aInner = shared.aInner
    #expect(message == shared)
  }

  @Test
  func anErrorInAChangeLeavesTheRest() {
    struct Refusal: Error {}
    func change(_ inner: inout Everything.Inner?) throws {
      inner?.number = 9
      throw Refusal()
    }
    var message = Everything.with { $0.aInner = .init(number: 1, text: "kept") }
    #expect(throws: Refusal.self) { try change(&message.aInner) }
    #expect(message.aInner == .init(number: 9, text: "kept"))

    func remove(_ inner: inout Everything.Inner?) throws {
      inner = nil
      throw Refusal()
    }
    let shared = message
    #expect(throws: Refusal.self) { try remove(&message.aInner) }
    #expect(message == Everything())
    #expect(shared.aInner == .init(number: 9, text: "kept"))
    message.aInner = .init(text: "its own")
    #expect(throws: Refusal.self) { try remove(&message.aInner) }
    #expect(message == Everything())
  }

  /// Where there is room for an optional in the place of a message, which ``MessageBox`` relies on.
  @Test
  func optionalMessagesTakeNoMoreThanMessages() {
    #expect(MemoryLayout<Google.Protobuf.Empty?>.size == MemoryLayout<Google.Protobuf.Empty>.size)
    #expect(MemoryLayout<Everything?>.size == MemoryLayout<Everything>.size)
  }

  /// The fields of a large message are in an object that copies have together until one changes.
  @Test
  func copiesOfALargeMessageShareTheirFields() throws {
    #expect(MemoryLayout<Everything>.size == MemoryLayout<Int>.size)
    func address(_ message: Everything) -> UInt {
      message.rInt32.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
    var message = Everything.with {
      $0.rInt32 = [1, 2, 3]
      $0.aString = "long enough for the heap"
      $0.mString = ["key": "value"]
      $0.choice = .cString("chosen")
      $0.unknownFields = UnknownFields(bytes: [0xF8, 0x7F, 1])
    }
    let before = address(message)
    message.rInt32[0] = 4
    message.aString += "!"
    #expect(address(message) == before)

    var copies = Array(repeating: message, count: 3)
    #expect(copies.allSatisfy { address($0) == before })
    copies[1].rInt32.append(5)
    copies[2].choice = nil
    copies[2].unknownFields = UnknownFields()
    copies[2].mString["key"] = nil
    #expect(copies[0] == message && copies[0].hashValue == message.hashValue)
    #expect(copies[1].rInt32 == [4, 2, 3, 5] && copies[1].aString == message.aString)
    #expect(copies[2].rInt32 == message.rInt32 && copies[2].mString.isEmpty)
    #expect(message.choice == .cString("chosen") && message.mString == ["key": "value"])
    #expect(Set(copies + [message]).count == 3)

    // Decoding into a copy, too.
    try copies[0].merge(serializedBytes: try Everything.with { $0.aInt32 = 7 }.serializedBytes())
    #expect(copies[0].aInt32 == 7 && message.aInt32 == 0)
    #expect(copies[0].rInt32 == message.rInt32)
  }

  /// What is within one, too.
  @Test
  func changesWithinACopyOfALargeMessageStayThere() throws {
    let original = Everything.with {
      $0.aInner = .init(number: 1, text: "kept as it is")
      $0.choice = .cInner(.init(number: 2))
    }
    var copies = [original, original, original]
    copies[0].aInner?.number = 3
    copies[1].aInnerOrDefault.children.append(.init(number: 4))
    try copies[2].merge(
      serializedBytes: try Everything.with { $0.choice = .cInner(.init(text: "new")) }
        .serializedBytes())
    #expect(copies[0].aInner == .init(number: 3, text: "kept as it is"))
    #expect(copies[1].aInner?.children == [.init(number: 4)])
    #expect(copies[2].choice == .cInner(.init(number: 2, text: "new")))
    #expect(original.aInner == .init(number: 1, text: "kept as it is"))
    #expect(original.choice == .cInner(.init(number: 2)))
  }

  @Test
  func recursionIsAValueToo() throws {
    var chain = Everything.Inner(number: 0)
    for number in 1...90 { chain = .init(number: Int32(number), next: chain) }
    let bytes = try chain.serializedBytes()
    #expect(try Everything.Inner(serializedBytes: bytes) == chain)
    let nested = Everything.with { $0.choice = .cEverything(.with { $0.choice = .cInner(chain) }) }
    #expect(try Everything(serializedBytes: try nested.serializedBytes()) == nested)
  }

  @Test
  func keywordsAreNames() {
    let message = Everything.with {
      $0.class = "c"
      $0.in = .self_("s")
    }
    #expect(message.class == "c")
    #expect(message.in != .for(true))
  }
}
