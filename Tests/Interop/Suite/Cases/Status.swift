import Martlet

extension InteropClient {
  func customMetadata() async throws {
    let initial = "test_initial_metadata_value"
    let final: [UInt8] = [0xab, 0xab, 0xab]
    var metadata: RPCMetadata = [InteropTestService.echoedInitially: initial]
    metadata.append(binary: final, for: InteropTestService.echoedFinally)

    func check(_ what: String, _ info: CallInfo) throws {
      try expect(
        "\(what)'s initial metadata", info.initialMetadata[InteropTestService.echoedInitially],
        initial)
      try expect(
        "\(what)'s trailing metadata",
        info.trailingMetadata[binary: InteropTestService.echoedFinally], final)
    }

    let unary = CallInfo()
    _ = try await service.unaryCall(
      Self.largeRequest, options: CallOptions(metadata: metadata, info: unary))
    try check("the unary call", unary)

    let duplex = CallInfo()
    let options = CallOptions(metadata: metadata, info: duplex)
    try await service.fullDuplexCall(options: options) { requests, responses in
      try await requests.write(
        StreamingOutputCallRequest(
          responseParameters: [Self.parameters(Self.largeResponseBytes)],
          payload: Self.payload(Self.largeRequestBytes)))
      requests.finish()
      while try await responses.next() != nil {}
    }
    try check("the stream", duplex)
  }

  func statusCodeAndMessage() async throws {
    let status = EchoStatus(code: 2, message: "test status message")
    let unary = try await expectFailure("the unary call", .unknown) {
      _ = try await service.unaryCall(SimpleRequest(responseStatus: status))
    }
    try expect("the unary call's message", unary.message, status.message)
    let duplex = try await expectFailure("the stream", .unknown) {
      try await service.fullDuplexCall { requests, responses in
        try await requests.write(StreamingOutputCallRequest(responseStatus: status))
        requests.finish()
        while try await responses.next() != nil {}
      }
    }
    try expect("the stream's message", duplex.message, status.message)
  }

  func specialStatusMessage() async throws {
    let message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    let error = try await expectFailure("the call", .unknown) {
      _ = try await service.unaryCall(
        SimpleRequest(responseStatus: EchoStatus(code: 2, message: message)))
    }
    try expect("the message", error.message, message)
  }

  func unimplementedMethod() async throws {
    try await expectFailure("the call", .unimplemented) {
      _ = try await service.unimplementedCall(Empty())
    }
  }

  func unimplementedService() async throws {
    try await expectFailure("the call", .unimplemented) {
      _ = try await UnimplementedService.Client(channel).unimplementedCall(Empty())
    }
  }

  /// A call with credentials of its own: a token that the key signs, for that server alone.
  func perRPCCredentials() async throws {
    guard let key else { throw InteropFailure("per_rpc_creds needs --service_account_key_file") }
    let credentials = CallCredentials { request in
      ["authorization": "Bearer \(try await key.token(audience: request.serviceURL))"]
    }
    let response = try await service.unaryCall(
      SimpleRequest(fillUsername: true), options: .credentials(credentials))
    try expect("the user", response.username, key.email)
  }
}
