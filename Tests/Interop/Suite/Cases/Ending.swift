import Martlet

/// Calls that the client ends.
extension InteropClient {
  func cancelAfterBegin() async throws {
    let (begun, continuation) = AsyncStream<Never>.makeStream()
    let call = Task {
      try await service.streamingInputCall { (_: RequestWriter<StreamingInputCallRequest>) in
        continuation.finish()
        try await Task.sleep(for: .seconds(3600))
      }
    }
    for await _ in begun {}
    call.cancel()
    try await expectFailure("the call", .cancelled) { _ = try await call.value }
  }

  func cancelAfterFirstResponse() async throws {
    try await expectFailure("the call", .cancelled) {
      try await service.fullDuplexCall { requests, responses in
        try await requests.write(
          StreamingOutputCallRequest(
            responseParameters: [Self.parameters(31_415)], payload: Self.payload(27_182)))
        try expectZeros("the response", try await responses.next()?.payload, count: 31_415)
        responses.cancel()
        _ = try await responses.next()
      }
    }
  }

  func timeoutOnSleepingServer() async throws {
    try await expectFailure("the call", .deadlineExceeded) {
      try await service.fullDuplexCall(options: .timeout(.milliseconds(1))) { requests, responses in
        try await requests.write(StreamingOutputCallRequest(payload: Self.payload(27_182)))
        while try await responses.next() != nil {}
      }
    }
  }
}
