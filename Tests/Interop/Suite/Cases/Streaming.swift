import Martlet

extension InteropClient {
  private static let requestSizes = [27_182, 8, 1828, 45_904]
  static let responseSizes = [31_415, 9, 2653, 58_979]

  static func payload(_ count: Int) -> Payload {
    Payload(body: [UInt8](repeating: 0, count: count))
  }

  static func parameters(_ size: Int, compressed: Bool? = nil) -> ResponseParameters {
    ResponseParameters(
      size: Int32(size), compressed: compressed.map { BoolValue(value: $0) })
  }

  func clientStreaming() async throws {
    let requests = Self.requestSizes.map { StreamingInputCallRequest(payload: Self.payload($0)) }
    let response = try await service.streamingInputCall(requests)
    try expect("the sum", response.aggregatedPayloadSize, 74_922)
  }

  func serverStreaming() async throws {
    let request = StreamingOutputCallRequest(
      responseParameters: Self.responseSizes.map { Self.parameters($0) })
    let responses = service.streamingOutputCall(request)
    for size in Self.responseSizes {
      try expectZeros("a response", try await responses.next()?.payload, count: size)
    }
    try expect("a fifth response", try await responses.next(), nil)
  }

  func pingPong() async throws {
    try await service.fullDuplexCall { requests, responses in
      for (request, response) in zip(Self.requestSizes, Self.responseSizes) {
        try await requests.write(
          StreamingOutputCallRequest(
            responseParameters: [Self.parameters(response)], payload: Self.payload(request)))
        try expectZeros("a response", try await responses.next()?.payload, count: response)
      }
      requests.finish()
      try expect("a fifth response", try await responses.next(), nil)
    }
  }

  func emptyStream() async throws {
    try await service.fullDuplexCall { requests, responses in
      requests.finish()
      try expect("a response", try await responses.next(), nil)
    }
  }

  func clientCompressedStreaming() async throws {
    let compressed = StreamingInputCallRequest(
      payload: Self.payload(27_182), expectCompressed: BoolValue(value: true))
    try await expectFailure("the uncompressed probe", .invalidArgument) {
      _ = try await service.streamingInputCall([compressed])
    }
    let plain = StreamingInputCallRequest(
      payload: Self.payload(45_904), expectCompressed: BoolValue(value: false))
    let response = try await service.streamingInputCall(options: .compression(.gzip)) { requests in
      try await requests.write(compressed)
      try await requests.write(plain, compress: false)
    }
    try expect("the sum", response.aggregatedPayloadSize, 73_086)
  }

  func serverCompressedStreaming() async throws {
    let wanted = [(31_415, true), (92_653, false)]
    let request = StreamingOutputCallRequest(
      responseParameters: wanted.map { Self.parameters($0.0, compressed: $0.1) })
    let info = CallInfo()
    let responses = service.streamingOutputCall(request, options: .info(info))
    for (size, isCompressed) in wanted {
      try expectZeros("a response", try await responses.next()?.payload, count: size)
      try expect("compression", info.responseCompression != .identity, isCompressed)
    }
    try expect("a third response", try await responses.next(), nil)
  }
}
