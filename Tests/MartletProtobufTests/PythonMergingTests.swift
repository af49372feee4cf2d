import CodecTesting
import MartletProtobuf
import Testing

/// What legal but unusual bytes mean, against Python protobuf.
@Suite
struct PythonMergingTests {
  @Test(arguments: PythonDifferentialTests.kinds.indices, [1, 2] as [UInt64])
  func fieldsInAnyOrderAndForm(kind: Int, seed: UInt64) throws {
    try compare(PythonDifferentialTests.kinds[kind], seed)
  }

  private func compare<Message: ProtoMessage>(_: Message.Type, _ seed: UInt64) throws {
    var soup = WireSoup(seed: seed)
    let encoded = (0..<200).map { _ in soup.message(Message.protoSchema) }
    let name = Message.protoMessageName
    let messages = try encoded.map { try Message(serializedBytes: $0) }
    for ((bytes, message), verdict) in zip(
      zip(encoded, messages), try Driver.judge(name, encoded))
    {
      #expect(disagreement(message, verdict) == "", "\(bytes)")
    }
    // As we write it, it means the same.
    let again = try messages.map { try $0.serializedBytes() }
    for (message, verdict) in zip(messages, try Driver.judge(name, again)) {
      #expect(disagreement(message, verdict) == "")
    }
  }

  /// Messages may be nested as deep as there, and no deeper.
  @Test
  func depth() throws {
    let nested = (97...103).map { depth in
      (0..<depth).reduce([] as [UInt8]) { inner, _ in Wire.bytes(109, inner) }
    }
    let groups = (47...53).map { depth in
      (0..<depth).reduce([] as [UInt8]) { inner, _ in
        Wire.tag(18, 3) + Wire.bytes(2, inner) + Wire.tag(18, 4)
      }
    }
    for (bytes, verdict) in zip(nested, try Driver.judge("martlet.test.Everything", nested)) {
      #expect((fault(Everything.self, bytes) == nil) == !verdict.hasPrefix("!"), "\(bytes.count)")
    }
    for (bytes, verdict) in zip(groups, try Driver.judge("martlet.legacy.Legacy", groups)) {
      #expect((fault(Legacy.self, bytes) == nil) == !verdict.hasPrefix("!"), "\(bytes.count)")
    }
  }
}
