import Martlet

extension InteropClient {
  static let largeRequestBytes = 271_828
  static let largeResponseBytes = 314_159

  /// The request that most cases make: a large payload there and a larger one back.
  static let largeRequest = SimpleRequest(
    responseSize: Int32(largeResponseBytes),
    payload: Payload(body: [UInt8](repeating: 0, count: largeRequestBytes)))

  func emptyUnary() async throws {
    try expect("the reply", try await service.emptyCall(Empty()), Empty())
  }

  func largeUnary() async throws {
    let response = try await service.unaryCall(Self.largeRequest)
    try expectZeros("the response", response.payload, count: Self.largeResponseBytes)
  }

  /// A thousand at once on one channel.
  func concurrentLargeUnary() async throws { try await concurrently(1000) }

  func concurrently(_ count: Int) async throws {
    try await withThrowingTaskGroup { group in
      for _ in 0..<count { group.addTask { try await largeUnary() } }
      try await group.waitForAll()
    }
  }

  func clientCompressedUnary() async throws {
    var request = Self.largeRequest
    request.expectCompressed = BoolValue(value: true)
    let compressed = request
    try await expectFailure("the uncompressed probe", .invalidArgument) {
      _ = try await service.unaryCall(compressed, options: .compression(.identity))
    }
    let first = try await service.unaryCall(compressed, options: .compression(.gzip))
    try expectZeros("the first response", first.payload, count: Self.largeResponseBytes)
    request.expectCompressed = BoolValue(value: false)
    let second = try await service.unaryCall(request, options: .compression(.identity))
    try expectZeros("the second response", second.payload, count: Self.largeResponseBytes)
  }

  func serverCompressedUnary() async throws {
    for isCompressed in [true, false] {
      var request = Self.largeRequest
      request.responseCompressed = BoolValue(value: isCompressed)
      let info = CallInfo()
      let response = try await service.unaryCall(request, options: .info(info))
      try expect("compression", info.responseCompression != .identity, isCompressed)
      try expectZeros("the response", response.payload, count: Self.largeResponseBytes)
    }
  }
}
