import CodecTesting
import MartletProtobuf
import Testing

/// Extensions against Python protobuf, which knows all of them.
@Suite
struct PythonExtensionTests {
  private static let name = Extended.protoMessageName

  /// One extension of any type: takes it out of a message, and gives what puts it into another.
  private struct Mover {
    let move: @Sendable (inout Extended) throws -> @Sendable (inout Extended) -> Void

    init<Value>(_ handle: ProtoExtension<Extended, Value>) {
      move = { message in
        let value = try message.value(of: handle)
        message.clearExtension(handle)
        return { $0[extension: handle] = value }
      }
    }
  }

  private static let movers: [Mover] = [
    Mover(Extended.oDouble), Mover(Extended.oFloat), Mover(Extended.oInt32),
    Mover(Extended.oInt64), Mover(Extended.oUint32), Mover(Extended.oUint64),
    Mover(Extended.oSint32), Mover(Extended.oSint64), Mover(Extended.oFixed32),
    Mover(Extended.oFixed64), Mover(Extended.oSfixed32), Mover(Extended.oSfixed64),
    Mover(Extended.oBool), Mover(Extended.oString), Mover(Extended.oBytes), Mover(Extended.oShade),
    Mover(Extended.oExtended), Mover(Extended.oSet), Mover(Extended.ogroup),
    Mover(Extended.rDouble), Mover(Extended.rInt32), Mover(Extended.rSint64),
    Mover(Extended.rFixed32), Mover(Extended.rBool), Mover(Extended.rString),
    Mover(Extended.rBytes), Mover(Extended.rShade), Mover(Extended.rExtended),
    Mover(Extended.rgroup), Mover(Extended.pDouble), Mover(Extended.pInt32),
    Mover(Extended.pSint64), Mover(Extended.pFixed64), Mover(Extended.pBool),
    Mover(Extended.pShade),
    Mover(Extended.last), Mover(Extended.scopeScope), Mover(Extended.scopeInners),
  ]

  /// Every extension read into its Swift value, removed, and set again.
  private func throughValues(_ bytes: [UInt8]) throws -> Extended {
    var message = try Extended(serializedBytes: bytes)
    let moved = try Self.movers.map { try $0.move(&message) }
    #expect(message.unknownFields.isEmpty)
    // In any order: each finds its place.
    for put in moved.reversed() { put(&message) }
    return message
  }

  @Test(arguments: 1...3)
  func valuesMeanTheSameInBothDirections(seed: Int) throws {
    #expect(Self.movers.count == ProtoFileTypes.extended.extensions.count - 3)
    let samples = try Driver.random(Self.name, seed: seed, count: 40)
    let encoded = try samples.map { try throughValues($0.bytes).serializedBytes() }
    for (verdict, sample) in zip(try Driver.judgeAll(Self.name, encoded), samples) {
      #expect(difference(verdict, sample.dump) == "")
    }
  }

  /// What Python reads is read here, and means the same.
  @Test(arguments: 1...2)
  func brokenMessages(seed: Int) throws {
    let samples = try Driver.random(Self.name, seed: 100 + seed, count: 20)
    var random = SeededGenerator(seed: UInt64(seed))
    let broken = samples.flatMap { sample in
      (0..<20).map { _ in random.broken(sample.bytes) }
    }
    let verdicts = try Driver.judge(Self.name, broken)
    var accepted: [(bytes: [UInt8], verdict: String)] = []
    for (bytes, verdict) in zip(broken, verdicts) where !verdict.hasPrefix("!") {
      var message = try Extended(serializedBytes: bytes)
      let moved = try Self.movers.map { try $0.move(&message) }
      for put in moved { put(&message) }
      accepted.append((try message.serializedBytes(), verdict))
    }
    #expect(!accepted.isEmpty)
    let again = try Driver.judge(Self.name, accepted.map(\.bytes))
    for (verdict, sample) in zip(again, accepted) where !sample.verdict.hasPrefix("=") {
      #expect(difference(verdict, sample.verdict) == "")
    }
  }
}
