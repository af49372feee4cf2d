import InteropAPI
import Martlet
import Synchronization
import Testing

/// Calls that a handler makes: a client calls a relay of ours, which calls a server, ours or Python's.
@Suite(.timeLimit(.minutes(15))) struct PropagationTests {
  /// Runs `body` with a client of a relay whose unary method is `relay`, which gets a client of the
  /// server.
  private func withRelay(
    _ peer: Peer, configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    _ relay:
      @escaping @Sendable (Interop.Client, EchoRequest, ServerContext) async throws -> EchoReply,
    _ body: (_ relay: Interop.Client, _ server: Interop.Client) async throws -> Void
  ) async throws {
    try await peer.withClient(configuration: configuration) { server in
      try await Scripted { try await relay(server, $0, $1) }.use { try await body($0, server) }
    }
  }

  /// How many calls of the server that wait for it have been cancelled.
  private func cancelledCalls(_ server: Interop.Client) async throws -> Int64 {
    try await server.stats(EchoRequest()).cancelledCalls
  }

  /// How far a handler is that makes a call.
  private final class Progress: Sendable {
    private let begun = Atomic(false)
    private let ended = Mutex<Result<EchoReply, RPCError>?>(nil)

    func begin() { begun.store(true, ordering: .relaxed) }

    /// Makes the handler's call and keeps how it ends.
    func run(_ call: () async throws(RPCError) -> EchoReply) async {
      let result: Result<EchoReply, RPCError>
      do {
        result = .success(try await call())
      } catch {
        result = .failure(error)
      }
      ended.withLock { $0 = result }
    }

    /// Once it has begun.
    func beginning() async -> Bool { await eventually { begun.load(ordering: .relaxed) } }

    /// How the call ended, once it has.
    func result() async throws -> EchoReply {
      _ = await eventually { ended.withLock { $0 } != nil }
      return try #require(ended.withLock { $0 }).get()
    }

    /// What it failed with, once it has.
    func error() async -> RPCError? { await outcome { _ = try await result() } }
  }

  /// A call whose answer never comes.
  private static let waiting = EchoRequest(waitForCancel: true)

  @Test(arguments: Peer.allCases)
  func theSmallerDeadlineWins(peer: Peer) async throws {
    try await withRelay(peer) { server, request, _ in
      let own = request.count == 0 ? nil : Duration.seconds(Int64(request.count))
      return try await server.echo(EchoRequest(), options: CallOptions(timeout: own))
    } _: { relay, _ in
      let cases: [(outer: Int64?, inner: Int32, most: Int64)] = [
        (60, 0, 60_000), (60, 3600, 60_000), (3600, 60, 60_000), (nil, 60, 60_000), (nil, 0, -1),
      ]
      for (outer, inner, most) in cases {
        let options = CallOptions(timeout: outer.map { .seconds($0) })
        let reply = try await relay.echo(EchoRequest(count: inner), options: options)
        #expect(reply.deadlineMilliseconds <= most)
        #expect(reply.deadlineMilliseconds > 0 || most == -1)
      }
    }
  }

  @Test(arguments: Peer.allCases)
  func cancellingTheCallCancelsThoseMadeForIt(peer: Peer) async throws {
    try await withRelay(peer) { server, _, _ in
      async let other = server.echo(Self.waiting)
      _ = try await server.echo(Self.waiting)
      return try await other
    } _: { relay, server in
      let call = Task { try await relay.echo(EchoRequest()) }
      try await waitUntilServed(server, 2)
      call.cancel()
      let areCancelled = try await eventually { try await cancelledCalls(server) == 2 }
      #expect(areCancelled)
      let error = await failure { _ = try await call.value }
      #expect(error?.code == .cancelled)
    }
  }

  /// Also those in a Task that Swift does not cancel.
  @Test(arguments: Peer.allCases)
  func aCallInATaskOfItsOwnIsCancelledToo(peer: Peer) async throws {
    let progress = Progress()
    try await withRelay(peer) { server, _, _ in
      await Task {
        await progress.run { () throws(RPCError) in try await server.echo(Self.waiting) }
      }.value
      return EchoReply()
    } _: { relay, server in
      let call = Task { try await relay.echo(EchoRequest()) }
      try await waitUntilServed(server, 1)
      call.cancel()
      let isCancelled = try await eventually { try await cancelledCalls(server) == 1 }
      #expect(isCancelled)
      let error = await progress.error()
      #expect(error?.message.contains("made for") == true)
    }
  }

  @Test(arguments: Peer.allCases)
  func theDeadlineEndsCallsMadeForIt(peer: Peer) async throws {
    let progress = Progress()
    try await withRelay(peer) { server, _, _ in
      await progress.run { () throws(RPCError) in try await server.echo(Self.waiting) }
      // It may end a little before the handler's own call.
      try await Task.sleep(for: .seconds(3600))
      return EchoReply()
    } _: { relay, server in
      // So that the call's time is not spent on connecting. Long enough for a busy machine to see it wait.
      _ = try await server.stats(EchoRequest())
      let call = Task {
        try await relay.echo(EchoRequest(), options: .timeout(.seconds(40)))
      }
      try await waitUntilServed(server, 1)
      let outer = await failure { _ = try await call.value }
      #expect(outer?.code == .deadlineExceeded)
      let isCancelled = try await eventually { try await cancelledCalls(server) == 1 }
      #expect(isCancelled)
      // Which of the two ends it first is chance.
      let inner = await progress.error()
      #expect([.deadlineExceeded, .cancelled].contains(inner?.code))
    }
  }

  /// A call that is made when the outer one is over does not reach the server.
  @Test func aCallMadeTooLateFailsAtOnce() async throws {
    let progress = Progress()
    try await withRelay(.ours) { server, _, _ in
      progress.begin()
      // Until the handler is cancelled.
      try? await Task.sleep(for: .seconds(3600))
      await Task {
        await progress.run { () throws(RPCError) in try await server.echo(Self.waiting) }
      }.value
      return EchoReply()
    } _: { relay, _ in
      let call = Task { try await relay.echo(EchoRequest()) }
      let hasBegun = await progress.beginning()
      #expect(hasBegun)
      call.cancel()
      let error = await progress.error()
      #expect(error?.message.contains("made for") == true)
    }
  }

  /// A regular end cancels nothing: who leaves a call behind in a Task wants it to go on.
  @Test func aCallThatIsLeftBehindGoesOn() async throws {
    let left = Mutex<Task<EchoReply, any Error>?>(nil)
    try await withRelay(.ours) { server, _, _ in
      left.withLock {
        $0 = Task { try await server.echo(EchoRequest(text: "late", delayMilliseconds: 200)) }
      }
      return EchoReply()
    } _: { relay, _ in
      _ = try await relay.echo(EchoRequest())
      let late = try await left.withLock { $0 }?.value
      #expect(late?.text == "late")
    }
  }

  @Test(arguments: Peer.allCases)
  func detachedCallsHaveNoDeadlineAndGoOn(peer: Peer) async throws {
    let progress = Progress()
    try await withRelay(peer) { server, _, _ in
      progress.begin()
      try? await Task.sleep(for: .seconds(3600))
      #expect(Task.isCancelled)
      try await withDetachedCalls {
        #expect(ServerContext.current == nil)
        #expect(!Task.isCancelled)
        await progress.run { () throws(RPCError) in
          try await server.echo(EchoRequest(text: "done", delayMilliseconds: 100))
        }
      }
      #expect(Task.isCancelled)
      return EchoReply()
    } _: { relay, _ in
      let call = Task { try await relay.echo(EchoRequest(), options: .timeout(.seconds(60))) }
      let hasBegun = await progress.beginning()
      #expect(hasBegun)
      call.cancel()
      let reply = try await progress.result()
      #expect(reply.text == "done")
      #expect(reply.deadlineMilliseconds == -1)
    }
  }

  @Test(arguments: Peer.allCases)
  func chosenMetadataIsForwarded(peer: Peer) async throws {
    var configuration = RPCChannelConfiguration()
    configuration.defaults.forwardedMetadata = ["x-request", "X-Many", "x-raw-bin", "x-absent"]
    try await withRelay(peer, configuration: configuration) { server, request, _ in
      let info = CallInfo()
      let own: RPCMetadata = request.text.isEmpty ? [:] : ["x-request": request.text]
      _ = try await server.echo(
        EchoRequest(echoMetadata: true), options: CallOptions(metadata: own, info: info))
      let seen = info.initialMetadata
      #expect(seen["x-secret"] == nil)
      #expect(seen.values(of: "x-many") == [.ascii("a"), .ascii("b")])
      #expect(seen[binary: "x-raw-bin"] == [1, 2])
      return EchoReply(text: seen["x-request"] ?? "none")
    } _: { relay, _ in
      var metadata: RPCMetadata = ["x-request": "7", "x-secret": "s", "x-many": "a"]
      metadata.append("b", for: "x-many")
      metadata.append(binary: [1, 2], for: "x-raw-bin")
      let forwarded = try await relay.echo(EchoRequest(), options: .metadata(metadata))
      #expect(forwarded.text == "7")
      let own = try await relay.echo(EchoRequest(text: "8"), options: .metadata(metadata))
      #expect(own.text == "8")
    }
  }

  @Test func theContextIsThereWhereverTheHandlerGoes() async throws {
    try await withRelay(.ours) { _, _, context in
      #expect(ServerContext.current?.peer == context.peer)
      async let child = ServerContext.current?.peer
      let inChild = await child
      #expect(inChild == context.peer)
      let inTask = await Task { ServerContext.current?.peer }.value
      #expect(inTask == context.peer)
      let isDetached = await Task.detached { ServerContext.current == nil }.value
      #expect(isDetached)
      return EchoReply()
    } _: { relay, _ in
      #expect(ServerContext.current == nil)
      _ = try await relay.echo(EchoRequest())
    }
  }

  /// Streams that a handler opens end with its call, too.
  @Test(arguments: Peer.allCases)
  func streamsAreCancelledToo(peer: Peer) async throws {
    try await withRelay(peer) { server, _, _ in
      try await server.chat { requests, replies in
        try await requests.write(Self.waiting)
        while try await replies.next() != nil {}
      }
      return EchoReply()
    } _: { relay, server in
      let call = Task { try await relay.echo(EchoRequest()) }
      try await waitUntilServed(server, 1)
      call.cancel()
      let isCancelled = try await eventually { try await cancelledCalls(server) == 1 }
      #expect(isCancelled)
    }
  }

  /// Until the server waits in so many calls.
  private func waitUntilServed(_ server: Interop.Client, _ count: Int64) async throws {
    let isServed = try await eventually {
      try await server.stats(EchoRequest()).waitingCalls == count
    }
    #expect(isServed)
  }
}
