import InteropAPI
import Martlet
import MartletErrorDetails
import Testing

/// Errors with details, ours and those of Python's `grpcio-status`. (The other way round is a case of
/// `PythonClientTests`.)
@Suite(.timeLimit(.minutes(15))) struct ErrorDetailsTests {
  @Test(arguments: Peer.allCases) func detailsArriveByType(peer: Peer) async throws {
    try await peer.withClient { client in
      let error = await failure {
        _ = try await client.echo(
          EchoRequest(failCode: 3, failMessage: "no ☃", failDetails: true))
      }
      #expect(error?.status == RPCStatus(.invalidArgument, "no ☃"))
      #expect(error?.richStatus?.code == 3)
      #expect(error?.richStatus?.message == "no ☃")
      #expect(
        error?.details.map(\.messageName) == ["google.rpc.BadRequest", "google.rpc.ErrorInfo"])
      let bad = error?.detail(Google.RPC.BadRequest.self)
      #expect(bad?.fieldViolations == [.init(field: "text", description: "grüße")])
      let info: Google.RPC.ErrorInfo? = error?.detail()
      #expect(info?.metadata == ["key": "value"])
      #expect(error?.detail(Google.RPC.RetryInfo.self) == nil)
    }
  }

  @Test(arguments: Peer.allCases) func streamsHaveThemToo(peer: Peer) async throws {
    try await peer.withClient { client in
      let request = EchoRequest(
        count: 3, failCode: 9, failMessage: "late", failAfter: 2, failDetails: true)
      let error = await failure { for try await _ in client.expand(request) {} }
      #expect(error?.code == .failedPrecondition)
      #expect(error?.details(of: Google.RPC.ErrorInfo.self).map(\.reason) == ["TEST"])
    }
  }

  @Test(arguments: Peer.allCases) func anErrorWithoutDetailsHasNone(peer: Peer) async throws {
    try await peer.withClient { client in
      let error = await failure { _ = try await client.echo(EchoRequest(failCode: 5)) }
      #expect(error?.code == .notFound)
      #expect(error?.richStatus == nil)
      #expect(error?.details.isEmpty == true)
    }
  }

  /// Through a service that does not know them.
  @Test func detailsArePassedOn() async throws {
    try await Peer.python.withClient { server in
      try await Scripted { request, _ in try await server.echo(request) }.use { client in
        let error = await failure {
          _ = try await client.echo(EchoRequest(failCode: 3, failDetails: true))
        }
        #expect(error?.detail(Google.RPC.ErrorInfo.self)?.reason == "TEST")
      }
    }
  }

  /// Any message may be a detail.
  @Test func detailsThatAreTooLargeAreLeftOutAndLogged() async throws {
    let recorder = LogRecorder()
    let service = Scripted { request, _ in
      throw RPCError(
        .aborted, "sized",
        details: [EchoReply(payload: [UInt8](repeating: 1, count: Int(request.size)))])
    }
    try await withServer([Interop.serving(service)], logger: recorder.logger) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        for (size, isThere) in [(1, true), (6000, true), (7000, false), (100_000, false)] {
          let error = await failure {
            _ = try await Interop.Client(channel).echo(EchoRequest(size: Int32(size)))
          }
          #expect(error?.status == RPCStatus(.aborted, "sized"))
          let detail = error?.detail(EchoReply.self)
          #expect(detail?.payload.count == (isThere ? size : nil))
        }
      }
    }
    #expect(recorder.all.filter { $0.message.contains("details were dropped") }.count == 2)
  }

  @Test func whatDoesNotDecodeIsNoDetail() {
    var error = RPCError(.internal)
    error.metadata[binary: "grpc-status-details-bin"] = [0xff]
    #expect(error.richStatus == nil)
    #expect(error.details.isEmpty)
    error.richStatus = Google.RPC.Status(details: [
      .init(typeUrl: "type.googleapis.com/google.rpc.ErrorInfo", value: [0xff]),
      .init(typeUrl: "type.googleapis.com/google.rpc.Help"),
    ])
    #expect(error.details.count == 2)
    #expect(error.detail(Google.RPC.ErrorInfo.self) == nil)
    #expect(error.detail(Google.RPC.Help.self) != nil)
  }

  /// The name is gRPC's own; only an error has such metadata.
  @Test func detailsAreNotMetadataOfTheUser() async throws {
    var metadata = RPCMetadata()
    metadata.append(binary: [1], for: "grpc-status-details-bin")
    let sent = metadata
    try await Scripted { _, context in
      try context.addTrailingMetadata(sent)
      return EchoReply()
    }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.code == .internal)
    }
  }
}
