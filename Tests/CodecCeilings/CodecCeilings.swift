import AllocationCounting
import CodecTesting
import MartletProtobuf

/// Counts how often encoding and decoding ask for memory, and says so in lines of `NAME COUNT`. A
/// process of its own, since other tests ask for memory, too. With the argument `hostile` it tells
/// instead how much memory bad input takes.
@main
struct CodecCeilings {
  static func main() throws {
    if CommandLine.arguments.dropFirst().first == "hostile" { return HostileMemory.report() }
    let inner = Everything.Inner(number: 7, text: "short")
    let long = String(repeating: "a long text ", count: 4)
    let scalars = Everything.with {
      $0.aInt32 = -1
      $0.aSint64 = 1 << 40
      $0.aDouble = 0.5
      $0.aBool = true
      $0.aString = "short"
      $0.aColor = .blue
    }
    try report("scalars", scalars)
    try report("longString", .with { $0.aString = long })
    try report("bytes", .with { $0.aBytes = [1, 2, 3] })
    try report("submessage", .with { $0.aInner = inner })
    try report("oneofMessage", .with { $0.choice = .cInner(inner) })
    try report("packed", .with { $0.rInt32 = (0..<1000).map { $0 } })
    try report("packedFixed", .with { $0.rDouble = (0..<1000).map { Double($0) } })
    try report("unpacked", .with { $0.uInt32 = (0..<100).map { $0 } })
    try report("longStrings", .with { $0.rString = .init(repeating: long, count: 100) })
    try report("submessages", .with { $0.rInner = .init(repeating: inner, count: 1000) })
    try report("map", .with { $0.mInt32 = [1: 1, 2: 2, 3: 3] })
    try report("nested", nested(depth: 20))
    try report("unknown", .with { $0.unknownFields = UnknownFields(bytes: Wire.varint(999, 1)) })
    try report("large", .with { $0.aBytes = .init(repeating: 1, count: 1 << 20) })
  }

  private static func nested(depth: Int) -> Everything {
    var inner = Everything.Inner(number: 0)
    for number in 1..<Int32(depth) {
      inner = .with {
        $0.number = number
        $0.next = inner
      }
    }
    return .with { $0.aInner = inner }
  }

  private static func report(_ name: String, _ message: Everything) throws {
    let bytes = try message.serializedBytes()
    try report(name + ".encode") { _ = try message.serializedBytes() }
    try report(name + ".frame") { _ = try FramedMessage(message) }
    try report(name + ".decode") { _ = try Everything(serializedBytes: bytes) }
  }

  private static func report(_ name: String, _ body: () throws -> Void) throws {
    // The first times fill caches: metadata, and the encoder's buffers.
    for _ in 0..<20 { try body() }
    let before = martlet_allocations()
    for _ in 0..<10 { try body() }
    let count = martlet_allocations() - before
    print(name, count / 10)
  }
}
