import Testing

@testable import MartletHTTP2

/// The connection machine, client against server, without sockets.
@Suite struct HTTP2ConnectionTests {
  @Test(arguments: [1, 2, 7, 100, 100_000])
  func aCallGoesThroughHoweverItsBytesAreSplit(step: Int) throws {
    let pair = try InMemoryPair()
    pair.server.onRequest = { $0.respond([4, 5, 6]) }
    let call = pair.client.request(extra: [("x-key", "value")], body: [1, 2, 3])
    try pair.exchange(step: step)

    let served = try #require(pair.server.streams.first)
    #expect(
      served.headers[0]
        == [":method=POST", ":scheme=http", ":path=/a/b", ":authority=test", "x-key=value"])
    #expect(served.received == [1, 2, 3])
    #expect(served.hasEnd)
    #expect(call.headers[0] == [":status=200"])
    #expect(call.received == [4, 5, 6])
    #expect(call.headers[1] == ["grpc-status=0"])
    #expect(call.hasEnd)
    for stream in [call, served] { #expect(stream.closes.count == 1) }
    #expect(pair.client.connection.streamCount == 0)
    #expect(pair.server.connection.streamCount == 0)
  }

  @Test func headersDataAndTrailersOfAReplyLeaveTogether() throws {
    let pair = try InMemoryPair()
    try pair.exchange()
    pair.server.onRequest = { $0.respond([4]) }
    _ = pair.client.request(body: [1])
    let request = try #require(try pair.client.connection.takeOutput(limit: 1 << 16))
    try pair.server.connection.receive(request)
    let reply = try #require(try pair.server.connection.takeOutput(limit: 1 << 16))
    #expect(try pair.server.connection.takeOutput(limit: 1 << 16) == nil)
    try pair.client.connection.receive(reply)
    #expect(pair.client.streams[0].headerBlocks == 2)
  }

  @Test func aBodyLargerThanTheWindowWaitsForCredit() throws {
    var small = HTTP2Configuration()
    small.streamWindowBytes = 1000
    let pair = try InMemoryPair(server: small)
    try pair.exchange()
    let call = pair.client.request(body: [UInt8](repeating: 1, count: 5000))
    try pair.exchange()
    let served = pair.server.streams[0]
    #expect(served.received.count == 1000)
    #expect(call.body.count == 4000)
    // What is read is what may follow.
    pair.server.connection.consume(served, bytes: 600)
    try pair.exchange()
    #expect(served.received.count == 1600)
    pair.server.connection.consume(served, bytes: 1000)
    try pair.exchange()
    #expect(served.received.count == 2600)
  }

  @Test func oneStreamWithoutCreditDoesNotStopAnother() throws {
    var small = HTTP2Configuration()
    small.streamWindowBytes = 1000
    let pair = try InMemoryPair(server: small)
    try pair.exchange()
    _ = pair.client.request(body: [UInt8](repeating: 1, count: 50_000))
    try pair.exchange()
    for _ in 0..<100 { _ = pair.client.request(body: [UInt8](repeating: 2, count: 900)) }
    try pair.exchange()
    let others = pair.server.streams.dropFirst()
    #expect(others.count == 100)
    #expect(others.allSatisfy { $0.received.count == 900 && $0.hasEnd })
  }

  @Test func aStreamThatHasNothingToSendIsResumed() throws {
    let pair = try InMemoryPair()
    let call = pair.client.request()
    call.holdsBack = true
    try pair.exchange()
    #expect(pair.server.streams[0].received.isEmpty)
    call.holdsBack = false
    call.body = [1, 2]
    pair.client.connection.resume(call)
    try pair.exchange()
    #expect(pair.server.streams[0].received == [1, 2])
    #expect(pair.server.streams[0].hasEnd)
  }

  @Test func aResetReachesTheOtherSide() throws {
    let pair = try InMemoryPair()
    let call = pair.client.request()
    call.holdsBack = true
    try pair.exchange()
    pair.client.connection.reset(call, code: 8)
    try pair.exchange()
    guard case .ended(code: 8)? = pair.server.streams[0].closes.first else {
      Issue.record("the server's stream was not closed by CANCEL")
      return
    }
    #expect(call.closes.count == 1)
  }

  @Test func anEarlyAnswerStopsTheClientsBody() throws {
    var small = HTTP2Configuration()
    small.streamWindowBytes = 1000
    let pair = try InMemoryPair(server: small)
    try pair.exchange()
    pair.server.onRequest = { $0.respond([]) }
    let call = pair.client.request(body: [UInt8](repeating: 1, count: 5000))
    try pair.exchange()
    #expect(call.headers[1] == ["grpc-status=0"])
    #expect(call.closes.count == 1)
    #expect(pair.server.connection.streamCount == 0)
  }

  @Test func headersOverTheLimitAreToldAndNotDelivered() throws {
    var small = HTTP2Configuration()
    small.maxHeaderListBytes = 1000
    let pair = try InMemoryPair(server: small)
    let long = String(repeating: "v", count: 2000)
    _ = pair.client.request(extra: [("x-long", long)])
    try pair.exchange()
    let served = pair.server.streams[0]
    #expect(served.isTooLarge)
    #expect(!served.headers[0].contains { $0.hasPrefix("x-long") })
  }

  @Test func goAwayRefusesNewStreamsAndFinishesOld() throws {
    let pair = try InMemoryPair()
    let old = pair.client.request(body: [1])
    try pair.exchange()
    pair.server.connection.submitGoAway()
    try pair.exchange()
    #expect(pair.client.goAways == [0])
    let new = pair.client.request(body: [2])
    try pair.exchange()
    #expect(new.closes.count == 1)
    #expect(new.isUnsent)
    #expect(!old.isUnsent)
    #expect(pair.server.streams.count == 1)
    pair.server.streams[0].respond([9])
    try pair.exchange()
    #expect(old.received == [9])
    #expect(pair.server.connection.isDone)
  }

  @Test func streamsBeyondTheServersLimitWaitTheirTurn() throws {
    var small = HTTP2Configuration()
    small.maxConcurrentStreams = 2
    let pair = try InMemoryPair(server: small)
    try pair.exchange()
    let calls = (0..<5).map { _ in pair.client.request(body: [1]) }
    try pair.exchange()
    #expect(pair.server.streams.count == 2)
    for index in 0..<5 {
      pair.server.streams[index].respond([UInt8(index)])
      try pair.exchange()
    }
    #expect(calls.map(\.received) == [[0], [1], [2], [3], [4]])
  }

  @Test func aLostConnectionTellsEveryStreamOnce() throws {
    let pair = try InMemoryPair()
    let calls = (0..<3).map { _ in pair.client.request(body: [1]) }
    try pair.exchange()
    pair.client.connection.tearDown()
    for call in calls {
      #expect(call.closes.count == 1)
      guard case .connectionLost? = call.closes.first else {
        Issue.record("a stream was told something else than that its connection is lost")
        return
      }
    }
    #expect(pair.client.connection.streamCount == 0)
  }

  @Test func pingsComeBack() throws {
    let pair = try InMemoryPair()
    pair.client.connection.submitPing(0x1234_5678_9abc_def0)
    try pair.exchange()
    #expect(pair.client.pings == [0x1234_5678_9abc_def0])
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "garbage", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense here",
  ])
  func whatIsNotHTTP2IsAnErrorAndNotACrash(text: String) throws {
    let endpoint = try Endpoint(.server, HTTP2Configuration())
    #expect(throws: HTTP2Error.self) {
      try Array(text.utf8).withUnsafeBytes { try endpoint.connection.receive($0) }
      // A length that nobody can have ends in a GOAWAY, after which nothing more is read.
      _ = try endpoint.connection.takeOutput(limit: 1 << 16)
      if endpoint.connection.isDone { throw HTTP2Error(code: -1) }
    }
  }

  /// Every byte of a real exchange changed in turn: the connection ends or goes on, but nothing
  /// crashes and no stream is told twice that it is closed.
  @Test func noSingleWrongByteBreaksTheServer() throws {
    let recording = try InMemoryPair()
    _ = recording.client.request(extra: [("x-key", "value")], body: [1, 2, 3])
    let bytes = Array(try #require(try recording.client.connection.takeOutput(limit: 1 << 16)))
    for index in bytes.indices {
      for flip in [0x01, 0x80, 0xff] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= flip
        let server = try Endpoint(.server, HTTP2Configuration())
        server.onRequest = { $0.respond([1]) }
        do {
          try damaged.withUnsafeBytes { try server.connection.receive($0) }
          while try server.connection.takeOutput(limit: 1 << 16) != nil {}
        } catch is HTTP2Error {
          // As good an end as any other.
        }
        server.connection.tearDown()
        #expect(server.streams.allSatisfy { $0.closes.count == 1 })
      }
    }
  }
}
