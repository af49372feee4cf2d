import AllocationCounting
import CodecTesting
import MartletJSON
import MartletProtobuf
import MartletText

/// Reads input that claims much, or that is made to become much, and says in lines of
/// `NAME BYTES MOST` how many bytes it has and how many more the process had for it at most.
enum HostileMemory {
  private static let size = 1 << 20

  static func report() {
    binary("claims.string", Everything.self, Wire.tag(14, 2) + Wire.varint(1 << 31 - 1) + [97])
    binary("claims.packed", Everything.self, Wire.tag(43, 2) + Wire.varint(1 << 31 - 1) + [1])
    binary("claims.fixed", Everything.self, Wire.tag(50, 2) + Wire.varint(1 << 31 - 8) + [1])
    binary("claims.message", Everything.self, Wire.tag(109, 2) + Wire.varint(1 << 31 - 1) + [1])
    binary("claims.unknown", Nothing.self, Wire.tag(5, 2) + Wire.varint(1 << 31 - 1) + [1])
    // Varints that never end, and fixed-width values that are not whole.
    binary("packed.endless", Everything.self, Wire.bytes(43, filled(0xFF)))
    binary("packed.notWhole", Everything.self, Wire.bytes(50, filled(0) + [0]))
    // Each of two bytes; only the last one is bad.
    binary("run.strings", Everything.self, repeated(Wire.text(54, "")) + Wire.bytes(54, [0xFF]))
    binary("run.entries", Everything.self, repeated(Wire.bytes(92, [])))
    binary("run.messageEntries", Everything.self, repeated(Wire.bytes(95, [])))
    binary("run.largeEntries", Legacy.self, repeated(Wire.bytes(61, [])))
    binary("unknown", Nothing.self, repeated(Wire.varint(7, 1)))
    binary("nested.messages", Everything.self, nestedMessages())
    binary("nested.groups", Nothing.self, filled(Wire.tag(5, 3)[0]))

    json("json.lists", Google.Protobuf.Value.self, filled(UInt8(ascii: "[")))
    json("json.objects", Everything.Inner.self, repeated(Array(#"{"next":"#.utf8)))
    json("json.digits", Everything.self, Array(#"{"aDouble":"#.utf8) + filled(UInt8(ascii: "7")))
    json("json.openString", Everything.self, Array(#"{"aString":""#.utf8) + filled(97))
    json("json.escapes", Everything.self, Array(#"{"aString":""#.utf8) + filled(92) + [92])
    json("json.elements", Everything.self, Array(#"{"rInt32":["#.utf8) + repeated([48, 44]))
    json("json.name", Everything.self, Array(#"{""#.utf8) + filled(97) + Array(#"":1}"#.utf8))
    json(
      "json.sameKeys", Google.Protobuf.Struct.self,
      Array("{".utf8) + repeated(Array(#""a":1,"#.utf8)))

    text("text.messages", Everything.Inner.self, repeated(Array("next{".utf8)))
    text("text.digits", Everything.self, Array("a_double: ".utf8) + filled(UInt8(ascii: "7")))
    text("text.strings", Everything.self, Array("a_string: ".utf8) + repeated(Array("'' ".utf8)))
    text("text.openString", Everything.self, Array("a_string: '".utf8) + filled(97))
    text("text.elements", Everything.self, Array("r_int32: [".utf8) + repeated([48, 44]))
    text("text.name", Everything.self, filled(97))
  }

  private static func filled(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: size) }

  private static func repeated(_ piece: [UInt8]) -> [UInt8] {
    (0..<size / piece.count).flatMap { _ in piece }
  }

  /// Each in the one before, as far down as a megabyte goes: without building it from within.
  private static func nestedMessages() -> [UInt8] {
    var reversed: [UInt8] = []
    while reversed.count < size {
      reversed += (Wire.tag(109, 2) + Wire.varint(UInt64(reversed.count))).reversed()
    }
    return reversed.reversed()
  }

  // MARK: - Measuring

  private static func binary<Message: ProtoMessage>(
    _ name: String, _: Message.Type, _ bytes: [UInt8]
  ) {
    measure(name, bytes.count) { _ = try? Message(serializedBytes: bytes) }
  }

  private static func json<Message: ProtoMessage>(
    _ name: String, _: Message.Type, _ bytes: [UInt8]
  ) {
    measure(name, bytes.count) { _ = try? Message(jsonBytes: bytes) }
  }

  private static func text<Message: ProtoMessage>(
    _ name: String, _: Message.Type, _ bytes: [UInt8]
  ) {
    let text = String(decoding: bytes, as: UTF8.self)
    measure(name, bytes.count) { _ = try? Message(textFormat: text) }
  }

  private static func measure(_ name: String, _ count: Int, _ body: () -> Void) {
    let before = martlet_bytes()
    body()
    print(name, count, martlet_most_bytes() - before)
  }
}
