import InteropAPI
import Martlet
import Testing

/// Messages that are compressed, between ours and Python's grpcio. What exactly is on the wire is
/// told by the peers that are written by hand (`BadClientTests`, `BadServerTests`).
@Suite(.timeLimit(.minutes(15))) struct CompressionTests {
  private static let encodings = [RPCCompression.gzip, .deflate]
  private static let text = String(repeating: "hello ", count: 1000)

  @Test(arguments: Peer.allCases, encodings)
  func allFourKindsOfCallInBothDirections(peer: Peer, encoding: RPCCompression) async throws {
    var configuration = RPCChannelConfiguration()
    configuration.defaults.compression = encoding
    let text = Self.text
    try await peer.withClient(
      configuration: configuration, responseCompression: encoding
    ) { client in
      let info = CallInfo()
      let reply = try await client.echo(text: text, options: .info(info))
      #expect(reply.text == text)
      #expect(info.responseCompression == encoding)
      if peer == .ours { #expect(reply.requestCompression == "\(encoding)") }

      let requests = (0..<10).map { EchoRequest(text: "\($0)" + text, payload: [UInt8(0), 1, 2]) }
      #expect(try await client.collect(requests).payloadBytes == 30)

      var sizes: [Int] = []
      for try await reply in client.expand(EchoRequest(text: text, count: 5, size: 100_000)) {
        sizes.append(reply.payload.count)
      }
      #expect(sizes == [Int](repeating: 100_000, count: 5))

      try await client.chat { writer, replies in
        for (number, request) in requests.enumerated() {
          try await writer.write(request, compress: number % 3 > 0)
          #expect(try await replies.next()?.text == request.text)
        }
        writer.finish()
        #expect(try await replies.next() == nil)
      }
    }
  }

  /// What is larger than its limit once it is decompressed is refused on the side that reads it.
  @Test func limitsAreOfTheDecompressedMessage() async throws {
    try await Peer.ours.withClient(responseCompression: .gzip) { client in
      let large = EchoRequest(payload: [UInt8](repeating: 0, count: 5 << 20))
      let request = await failure {
        _ = try await client.echo(large, options: .compression(.gzip))
      }
      #expect(request?.code == .resourceExhausted)
      #expect(request?.message.contains("limit of 4194304 bytes") == true)

      let response = await failure {
        var options = CallOptions()
        options.maxReceiveMessageBytes = 1000
        for try await _ in client.expand(
          EchoRequest(count: 1, size: 100_000), options: options)
        {}
      }
      #expect(response?.code == .resourceExhausted)
      #expect(response?.message.contains("limit of 1000 bytes") == true)
    }
  }

  /// Within a call that compresses, one message after the other can be left as it is, and within a
  /// channel that does, one call.
  @Test func aCallAndAMessageCanBeLeftOut() async throws {
    var configuration = RPCChannelConfiguration()
    configuration.defaults.compression = .gzip
    let text = Self.text
    try await Peer.ours.withClient(configuration: configuration) { client in
      let plain = try await client.echo(text: text, options: .compression(.identity))
      #expect(plain.requestCompression == "identity")
      let other = try await client.echo(text: text, options: .compression(.deflate))
      #expect(other.requestCompression == "deflate")
      try await client.chat { writer, replies in
        for number in 0..<6 {
          try await writer.write(EchoRequest(text: text), compress: number % 2 == 0)
          let reply = try await replies.next()
          #expect(reply?.requestCompression == (number % 2 == 0 ? "gzip" : "identity"))
        }
      }
    }
  }

  @Test func aHandlerChoosesForItsCall() async throws {
    let text = Self.text
    try await Peer.ours.withClient(responseCompression: .deflate) { client in
      for (asked, wanted) in [("", RPCCompression.deflate), ("gzip", .gzip), ("none", .identity)] {
        let info = CallInfo()
        _ = try await client.echo(
          EchoRequest(text: text, compressWith: asked), options: .info(info))
        #expect(info.responseCompression == wanted)
      }
      let info = CallInfo()
      var compressions: [RPCCompression] = []
      let replies = client.expand(
        EchoRequest(text: text, count: 4, compressWith: "gzip"), options: .info(info))
      while try await replies.next() != nil { compressions.append(info.responseCompression) }
      #expect(compressions == [.gzip, .identity, .gzip, .identity])
    }
  }
}
