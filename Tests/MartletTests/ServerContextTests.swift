import InteropAPI
import Martlet
import Synchronization
import Testing

/// What handlers can know and say, and what they cannot leak.
@Suite(.timeLimit(.minutes(15))) struct ServerContextTests {
  private struct Secret: Error { let password = "hunter2" }

  @Test func anErrorThatIsNotAnRPCErrorTellsNothingOfItself() async throws {
    try await Scripted { _, _ in throw Secret() }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.code == .unknown)
      #expect(error?.message.contains("hunter2") == false)
      #expect(error?.message.contains("Secret") == false)
    }
  }

  @Test func thePeersAddressIsKnown() async throws {
    try await Scripted { EchoReply(text: $1.peer, payload: $0.payload) }.use { client in
      let reply = try await client.echo(EchoRequest())
      #expect(reply.text.hasPrefix("127.0.0.1:"))
    }
  }

  @Test func anRPCErrorsMetadataArrives() async throws {
    try await Scripted { _, _ in
      throw RPCError(.aborted, "no", metadata: ["x-why": "because"])
    }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.metadata["x-why"] == "because")
    }
  }

  @Test func initialMetadataAfterAMessageIsTooLate() async throws {
    let seen = Mutex<RPCError?>(nil)
    try await Scripted { _, context in
      // The first response leaves before this: see `expand`.
      let isTooLate = await eventually {
        do throws(RPCError) {
          try context.addInitialMetadata(["x-a": "1"])
          return false
        } catch {
          seen.withLock { $0 = error }
          return true
        }
      }
      return EchoReply(text: "\(isTooLate)")
    }.use { client in
      for try await _ in client.expand(EchoRequest()) {}
    }
    #expect(seen.withLock { $0 }?.code == .failedPrecondition)
  }

  @Test func metadataThatCannotBeSentIsRefusedOnBothSides() async throws {
    try await Scripted { _, context in
      try context.addTrailingMetadata(["grpc-status": "0"])
      return EchoReply()
    }.use { client in
      let byServer = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(byServer?.message.contains("grpc-status") == true)
      let byClient = await failure {
        _ = try await client.echo(EchoRequest(), options: .metadata(["x": "a\nb"]))
      }
      #expect(byClient?.code == .internal)
      #expect(byClient?.message.contains("printable ASCII") == true)
    }
  }

  @Test func anErrorWithTheCodeOKIsNotASuccess() async throws {
    try await Scripted { _, _ in throw RPCError(.ok, "fine?") }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.code == .unknown)
    }
  }

  @Test func aMessageThatIsTooLongForHeadersIsCutAndItsCodeArrives() async throws {
    let text = String(repeating: "ü", count: 1_000_000)
    try await Scripted { _, _ in throw RPCError(.dataLoss, text) }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.code == .dataLoss)
      #expect(error?.message == String(repeating: "ü", count: 2048))
    }
  }

  @Test func metadataThatIsTooLargeToSendEndsTheCallAndNoOther() async throws {
    let isLarge = Mutex(true)
    try await Scripted { _, context in
      if isLarge.withLock({ $0 }) {
        try context.addTrailingMetadata(["x-large": String(repeating: "v", count: 2 << 20)])
      }
      return EchoReply(text: "done")
    }.use { client in
      let error = await failure { _ = try await client.echo(EchoRequest()) }
      #expect(error?.code == .internal)
      isLarge.withLock { $0 = false }
      let reply = try await client.echo(EchoRequest())
      #expect(reply.text == "done")
    }
  }
}
