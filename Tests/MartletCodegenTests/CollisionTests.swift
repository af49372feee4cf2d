import Foundation
import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// Whatever an IDL file calls its things: the words of Swift, and every name in our own runtime's
/// public interface, in every place where a name can stand.
@Suite
struct CollisionTests {
  /// Each kind of place in a module of other settings: all with all would take minutes.
  @Test(.enabled(if: TypeCheck.modules != nil), arguments: CollidingIDL.all.indices)
  func everyNameCompilesWithoutWarnings(_ index: Int) throws {
    let idl = CollidingIDL.all[index]
    let setting = TypeCheck.settings[index % TypeCheck.settings.count]
    let result = try TypeCheck(
      ["generated": try idl.generated(access: setting.access), "other": TypeCheck.otherFile],
      ["-warnings-as-errors"] + setting.arguments)
    #expect(result.succeeded, "\(result.output.prefix(3000))")
  }

  @Test
  func thereAreManyNames() {
    #expect(CollidingNames.all.count > 500)
    for name in ["WireReader", "protoSchema", "class", "sending", "RPCError", "throw", "decode"] {
      #expect(CollidingNames.all.contains(name), "\(name)")
    }
  }

  /// Compiles the messages to a program, which decodes and encodes every field, oneof case and enum
  /// value.
  @Test(
    .enabled(if: TypeCheck.modules != nil), arguments: CollidingIDL.all.filter(\.isForRoundTrips))
  func everyNameKeepsItsValue(_ idl: CollidingIDL) throws {
    var payloads: [String] = []
    var types: [String] = []
    for message in try idl.descriptor().messages where message.name.hasSuffix("__") {
      types.append(message.name)
      payloads += message.payloads.map { message.fullName + " " + $0.hex }
    }
    #expect(payloads.count > 200)
    let output = try Program.run(
      [
        idl.name: try idl.generated(access: .internal, services: false),
        "main": CollisionTests.program(types),
      ], input: payloads.joined(separator: "\n"))
    let expected = payloads.map { $0 + " known" }
    let differences = zip(output.split(separator: "\n"), expected).filter { $0 != $1 }
    #expect(output.split(separator: "\n").count == payloads.count)
    #expect(differences.isEmpty, "\(differences.prefix(5))")
  }

  private static func program(_ types: [String]) -> String {
    """
    import MartletProtobuf

    func again<Message: ProtoMessage>(_ type: Message.Type, _ bytes: [UInt8]) throws -> String {
      let message = try Message(serializedBytes: bytes)
      let hex = try message.serializedBytes().map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }
      let mirror = Mirror(reflecting: message)
      let found = mirror.descendant("unknownFields") ?? mirror.descendant("_storage", "unknownFields")
      let rest = found as? UnknownFields
      let isKnown = rest?.isEmpty == true ? "known" : "unknown"
      return hex.joined() + " " + isKnown
    }
    let types: [any ProtoMessage.Type] = [\(types.map { $0 + ".self" }.joined(separator: ", "))]
    let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.protoMessageName, $0) })
    while let line = readLine() {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let digits = Array(words[1])
      let bytes = stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)!
      }
      guard let type = byName[String(words[0])] else { continue }
      print(words[0], try again(type, bytes))
    }
    """
  }
}
