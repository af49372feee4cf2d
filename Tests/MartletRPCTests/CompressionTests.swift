import MartletProtobuf
import Testing

@testable import MartletRPC

@Suite struct CompressionTests {
  private static let encodings = [RPCCompression.gzip, .deflate]

  /// What `payload` is on the wire, without its prefix.
  private static func compressed(_ payload: [UInt8], _ encoding: RPCCompression) -> [UInt8] {
    let message = payload.withUnsafeBytes { FramedMessage(payload: $0, compressed: false) }
    let result = message.compressed(with: encoding)
    return withExtendedLifetime(result) { Array(result.bytes.dropFirst(5)) }
  }

  private static func isCompressed(_ payload: [UInt8], _ encoding: RPCCompression) -> Bool {
    let message = payload.withUnsafeBytes { FramedMessage(payload: $0, compressed: false) }
    let result = message.compressed(with: encoding)
    return withExtendedLifetime(result) { result.bytes[0] == 1 }
  }

  private static func decompressed(
    _ bytes: [UInt8], _ encoding: RPCCompression, limit: Int = 1 << 20
  ) throws(RPCError) -> [UInt8] {
    let message = bytes.withUnsafeBytes { ReceivedMessage(copying: $0, encoding) }
    let plain = try message.decompressed(limit: limit)
    #expect(plain.encoding == encoding)
    return withExtendedLifetime(plain) { Array(plain.bytes) }
  }

  private static func text(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 % 26 + 97) }
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in .random(in: 0...255, using: &generator) }
  }

  @Test(arguments: encodings, [24, 100, 255, 256, 4096, 65_536, 300_000, 1 << 20])
  func aMessageComesOutAsItWentIn(encoding: RPCCompression, count: Int) throws {
    let payload = Self.text(count)
    let bytes = Self.compressed(payload, encoding)
    #expect(count < 100 || bytes.count < count)
    guard Self.isCompressed(payload, encoding) else { return }
    #expect(try Self.decompressed(bytes, encoding) == payload)
  }

  @Test(arguments: encodings)
  func whatWouldNotBeSmallerGoesAsItIs(encoding: RPCCompression) {
    for payload in [[], [1], Self.text(23), Self.noise(1000), Self.noise(100_000)] {
      #expect(!Self.isCompressed(payload, encoding))
      #expect(Self.compressed(payload, encoding) == payload)
    }
  }

  @Test(arguments: encodings)
  func theLimitIsOfTheDecompressedMessage(encoding: RPCCompression) throws {
    for count in [257, 1024, 1025, 65_536] {
      let bytes = Self.compressed([UInt8](repeating: 0, count: count), encoding)
      #expect(try Self.decompressed(bytes, encoding, limit: count).count == count)
      #expect(try Self.decompressed(bytes, encoding, limit: .max).count == count)
      let error = #expect(throws: RPCError.self) {
        try Self.decompressed(bytes, encoding, limit: count - 1)
      }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.message.contains("limit of \(count - 1) bytes") == true)
    }
  }

  @Test(arguments: encodings)
  func whatIsCutShortIsRefused(encoding: RPCCompression) {
    let bytes = Self.compressed(Self.text(500), encoding)
    for count in 0..<bytes.count {
      let error = #expect(throws: RPCError.self) {
        try Self.decompressed(Array(bytes.prefix(count)), encoding)
      }
      #expect(error?.code == .internal)
      #expect(error?.message.contains("cut short") == true, "\(count)")
    }
  }

  /// A second stream behind the first among it, which some readers of gzip would take.
  @Test(arguments: encodings)
  func whatIsBehindTheEndIsRefused(encoding: RPCCompression) {
    let bytes = Self.compressed(Self.text(500), encoding)
    for behind in [[0], Self.noise(100), bytes] {
      let error = #expect(throws: RPCError.self) {
        try Self.decompressed(bytes + behind, encoding)
      }
      #expect(error?.code == .internal)
      #expect(error?.message.contains("behind its end") == true)
    }
  }

  @Test func theOtherEncodingIsRefused() {
    for (encoding, other) in [(RPCCompression.gzip, RPCCompression.deflate), (.deflate, .gzip)] {
      let error = #expect(throws: RPCError.self) {
        try Self.decompressed(Self.compressed(Self.text(500), other), encoding)
      }
      #expect(error?.code == .internal)
      #expect(error?.message.contains("damaged") == true)
    }
  }

  /// Each wrong bit is noticed, by the format or by its checksum (gzip's header has parts that mean
  /// nothing).
  @Test(arguments: encodings)
  func whatIsDamagedIsRefusedOrTheSame(encoding: RPCCompression) {
    let payload = Self.text(500)
    let bytes = Self.compressed(payload, encoding)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        do throws(RPCError) {
          #expect(try Self.decompressed(damaged, encoding) == payload)
        } catch {
          #expect(error.code == .internal || error.code == .resourceExhausted)
        }
      }
    }
  }

  /// 64 MiB of zeros in 64 KiB, of which no more is made than the limit allows.
  @Test func aBombIsRefusedBeforeItExplodes() throws {
    let bomb = Self.compressed([UInt8](repeating: 0, count: 64 << 20), .gzip)
    #expect(bomb.count < 128 << 10)
    let error = #expect(throws: RPCError.self) {
      try Self.decompressed(bomb, .gzip, limit: 1 << 20)
    }
    #expect(error?.code == .resourceExhausted)
  }

  @Test(
    arguments: [
      ("", []), ("gzip", [.gzip]), ("identity", []),
      ("identity, deflate, gzip", [.deflate, .gzip]),
      ("identity,deflate,gzip", [.deflate, .gzip]), ("zstd", []), ("br , gzip , snappy", [.gzip]),
      (",,gzip,", [.gzip]), ("GZIP", []), ("gzip2", []), ("  ", []),
    ] as [(String, [RPCCompression])])
  func whatAPeerAcceptsIsRead(header: String, encodings: [RPCCompression]) {
    let accepted = Array(header.utf8).withUnsafeBytes { AcceptedEncodings(header: $0) }
    for encoding in RPCCompression.allCases {
      let wanted = encoding == .identity || encodings.contains(encoding)
      #expect(accepted.contains(encoding) == wanted)
    }
  }

  // MARK: A call on the server

  /// What a call settles on, whose handler chose `chosen`, and whether it may choose `later` then.
  private static func settled(
    accepts: String, usual: RPCCompression, choosing chosen: RPCCompression? = nil,
    then later: RPCCompression = .identity
  ) throws -> (compression: RPCCompression, mayChoose: Bool) {
    let router = try Router(services: [])
    var head = RequestHead()
    Array("grpc-accept-encoding".utf8).withUnsafeBytes { name in
      Array(accepts.utf8).withUnsafeBytes { head.receive(name: name, value: $0, router: router) }
    }
    let call = ServerCallCompression(
      ofRequests: .gzip, accepted: head.acceptedEncodings, usual: usual)
    if let chosen {
      let isInTime = call.choose(chosen)
      #expect(isInTime)
    }
    let compression = call.settle()
    return (compression, call.choose(later))
  }

  @Test func responsesAreCompressedOnlyWithWhatTheClientTakes() throws {
    #expect(try Self.settled(accepts: "gzip", usual: .gzip) == (.gzip, false))
    #expect(try Self.settled(accepts: "deflate", usual: .gzip) == (.identity, true))
    #expect(try Self.settled(accepts: "gzip", usual: .identity) == (.identity, true))
    let chosen = try Self.settled(accepts: "gzip", usual: .identity, choosing: .gzip)
    #expect(chosen == (.gzip, false))
    let refused = try Self.settled(accepts: "gzip", usual: .gzip, choosing: .deflate)
    #expect(refused == (.identity, true))
  }

  @Test func theChoiceIsSettledByTheFirstUse() throws {
    let both = "gzip,deflate"
    #expect(try Self.settled(accepts: both, usual: .gzip, then: .gzip) == (.gzip, true))
    #expect(try Self.settled(accepts: both, usual: .gzip, then: .deflate) == (.gzip, false))
    let none = try Self.settled(accepts: both, usual: .gzip, choosing: .identity, then: .gzip)
    #expect(none == (.identity, false))
  }
}
