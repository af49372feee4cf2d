import InteropAPI
import Martlet
import Testing

/// Our client calls a Python grpcio server and a server of ours: both must look the same.
@Suite(.timeLimit(.minutes(15))) struct ClientTests {
  @Test(arguments: Peer.allCases)
  func unary(peer: Peer) async throws {
    try await peer.withClient { client in
      let payload = (0...255).map { UInt8($0) }
      let reply = try await client.echo(EchoRequest(text: "grüße ☃", payload: payload))
      #expect(reply.text == "grüße ☃")
      #expect(reply.payload == payload)
      #expect(reply.userAgent.hasPrefix("martlet-swift/"))
      #expect(try await client.echo(EchoRequest()).text == "")
    }
  }

  @Test(arguments: Peer.allCases)
  func serverStreaming(peer: Peer) async throws {
    try await peer.withClient { client in
      var indices: [Int32] = []
      for try await reply in client.expand(EchoRequest(count: 50, size: 1000)) {
        indices.append(reply.index)
        #expect(reply.payload.count == 1000)
      }
      #expect(indices == Array(0..<50))
      #expect(try await client.expand(EchoRequest(count: 0)).next() == nil)
    }
  }

  @Test(arguments: Peer.allCases)
  func clientStreaming(peer: Peer) async throws {
    try await peer.withClient { client in
      let requests = (0..<100).map { EchoRequest(payload: [UInt8](repeating: 1, count: $0)) }
      let fromSequence = try await client.collect(requests)
      #expect(fromSequence.count == 100)
      #expect(fromSequence.payloadBytes == 4950)
      let stream = AsyncStream { continuation in
        for request in requests { continuation.yield(request) }
        continuation.finish()
      }
      #expect(try await client.collect(stream).count == 100)
      let fromClosure = try await client.collect { writer in
        try await writer.write(contentsOf: requests.prefix(7))
      }
      #expect(fromClosure.count == 7)
      #expect(try await client.collect([]).count == 0)
    }
  }

  @Test(arguments: Peer.allCases)
  func bidirectional(peer: Peer) async throws {
    try await peer.withClient { client in
      let texts = try await client.chat { requests, responses in
        var texts: [String] = []
        for number in 0..<50 {
          try await requests.write(EchoRequest(text: "\(number)"))
          texts.append(try #require(try await responses.next()).text)
        }
        requests.finish()
        #expect(try await responses.next() == nil)
        return texts
      }
      #expect(texts == (0..<50).map { "\($0)" })
    }
  }

  @Test(arguments: Peer.allCases)
  func metadata(peer: Peer) async throws {
    try await peer.withClient { client in
      var sent: RPCMetadata = ["x-one": "1", "x-spaces": "a b  c, d"]
      sent.append("2", for: "x-one")
      sent.append(binary: (0...255).map { UInt8($0) }, for: "x-all-bin")
      sent.append(binary: [0xff], for: "x-one-bin")
      let info = CallInfo()
      let options = CallOptions(metadata: sent, info: info)
      _ = try await client.echo(EchoRequest(echoMetadata: true), options: options)
      for key in ["x-one", "x-spaces", "x-all-bin", "x-one-bin"] {
        #expect(info.initialMetadata.values(of: key) == sent.values(of: key))
        #expect(info.trailingMetadata.values(of: "t-" + key) == sent.values(of: key))
      }
    }
  }

  @Test(arguments: Peer.allCases)
  func everyStatusComesBack(peer: Peer) async throws {
    try await peer.withClient { client in
      for code in RPCStatus.Code.allCases where code != .ok {
        let request = EchoRequest(failCode: Int32(code.rawValue), failMessage: "grüße ☃\n%")
        let error = await failure { _ = try await client.echo(request) }
        #expect(error?.status == RPCStatus(code, "grüße ☃\n%"))
      }
      var request = EchoRequest(failCode: 5, echoMetadata: true)
      request.failMessage = "with metadata"
      let error = await failure {
        _ = try await client.echo(request, options: .metadata(["x-a": "1"]))
      }
      #expect(error?.metadata["t-x-a"] == "1")
    }
  }

  @Test(arguments: Peer.allCases)
  func anErrorComesBehindTheMessagesBeforeIt(peer: Peer) async throws {
    try await peer.withClient { client in
      var received: [Int32] = []
      let error = await failure {
        let request = EchoRequest(count: 10, failCode: 10, failMessage: "after", failAfter: 3)
        for try await reply in client.expand(request) { received.append(reply.index) }
      }
      #expect(error?.status == RPCStatus(.aborted, "after"))
      #expect(received == [0, 1, 2])
      let immediate = await failure {
        _ = try await client.expand(EchoRequest(count: 5, failCode: 7)).next()
      }
      #expect(immediate?.code == .permissionDenied)
    }
  }

  @Test(arguments: Peer.allCases)
  func deadlines(peer: Peer) async throws {
    try await peer.withClient { client in
      let options = CallOptions.timeout(.milliseconds(200))
      let unary = await failure {
        _ = try await client.echo(EchoRequest(delayMilliseconds: 5000), options: options)
      }
      #expect(unary?.code == .deadlineExceeded)
      let stream = await failure {
        let request = EchoRequest(count: 1000, delayMilliseconds: 50)
        for try await _ in client.expand(request, options: options) {}
      }
      #expect(stream?.code == .deadlineExceeded)
      let reply = try await client.echo(EchoRequest(), options: .timeout(.seconds(100)))
      #expect((1...100_000).contains(reply.deadlineMilliseconds))
      #expect(try await client.echo(EchoRequest()).deadlineMilliseconds == -1)
    }
  }

  @Test(arguments: Peer.allCases)
  func aDeadlineThatHasPassedEndsTheCallAtOnce(peer: Peer) async throws {
    try await peer.withClient { client in
      let error = await failure {
        _ = try await client.echo(EchoRequest(), options: .timeout(.zero))
      }
      #expect(error?.code == .deadlineExceeded)
    }
  }

  @Test(arguments: Peer.allCases)
  func cancellingTheTaskCancelsTheHandler(peer: Peer) async throws {
    try await peer.withClient { client in
      try await expectCancellation(by: client) {
        let call = Task { try await client.echo(EchoRequest(waitForCancel: true)) }
        let isServed = try await eventually {
          try await client.stats(EchoRequest()).waitingCalls > 0
        }
        #expect(isServed)
        call.cancel()
        let error = await failure { _ = try await call.value }
        #expect(error?.code == .cancelled)
      }
    }
  }

  @Test(arguments: Peer.allCases)
  func leavingAStreamCancelsTheHandler(peer: Peer) async throws {
    try await peer.withClient { client in
      try await expectCancellation(by: client) {
        for try await reply in client.expand(EchoRequest(count: 3, waitForCancel: true))
        where reply.index == 2 { break }
      }
    }
  }

  @Test(arguments: Peer.allCases)
  func leavingTheScopeOfACallCancelsTheHandler(peer: Peer) async throws {
    try await peer.withClient { client in
      try await expectCancellation(by: client) {
        try await client.chat { requests, responses in
          try await requests.write(EchoRequest(text: "first", waitForCancel: true))
          let first = try await responses.next()
          #expect(first?.text == "first")
        }
      }
    }
  }

  /// Expects that the server sees a handler cancelled while it waits. One that is cancelled before
  /// it waits leaves nothing to see: so `call` is made again until one is seen.
  private func expectCancellation(
    by client: Interop.Client, _ call: () async throws -> Void
  ) async throws {
    let isSeen = try await eventually {
      try await call()
      try await Task.sleep(for: .milliseconds(20))
      return try await client.stats(EchoRequest()).cancelledCalls > 0
    }
    #expect(isSeen)
  }

  @Test(arguments: Peer.allCases)
  func anEarlyStatusEndsAStreamOfRequests(peer: Peer) async throws {
    try await peer.withClient { client in
      let request = EchoRequest(
        payload: [UInt8](repeating: 1, count: 10_000), failCode: 9, failMessage: "enough",
        failAfter: 3)
      let endless = await failure {
        _ = try await client.collect(repeatElement(request, count: 1_000_000))
      }
      #expect(endless?.status == RPCStatus(.failedPrecondition, "enough"))
      let (waiting, continuation) = AsyncStream<EchoRequest>.makeStream()
      for _ in 0..<3 { continuation.yield(request) }
      let stalled = await failure { _ = try await client.collect(waiting) }
      #expect(stalled?.status == RPCStatus(.failedPrecondition, "enough"))
    }
  }

  @Test(arguments: Peer.allCases)
  func whatTheServerDoesNotHaveIsUnimplemented(peer: Peer) async throws {
    try await peer.withClient { client in
      for path in ["/martlet.test.Interop/Missing", "/martlet.test.Absent/Echo"] as [StaticString] {
        let error = await failure {
          let _: EchoReply = try await client.channel.unary(
            path, EchoRequest(), options: CallOptions())
        }
        #expect(error?.code == .unimplemented)
      }
    }
  }

  @Test(arguments: Peer.allCases)
  func largeMessagesBothWays(peer: Peer) async throws {
    try await peer.withClient { client in
      let payload = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 * 7) }
      let reply = try await client.echo(EchoRequest(payload: payload))
      #expect(reply.payload == payload)
    }
  }

  @Test(arguments: Peer.allCases)
  func aResponseOverTheLimitIsRefused(peer: Peer) async throws {
    try await peer.withClient { client in
      let options = CallOptions(maxReceiveMessageBytes: 1000)
      let error = await failure {
        _ = try await client.echo(EchoRequest(size: 2000), options: options)
      }
      #expect(error?.code == .resourceExhausted)
    }
  }

  @Test(arguments: Peer.allCases)
  func manyCallsAtOnce(peer: Peer) async throws {
    try await peer.withClient { client in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<500 {
          group.addTask {
            let reply = try await client.echo(EchoRequest(text: "\(number)", size: 500))
            return reply.text == "\(number)" && reply.payload.count == 500
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }
}
