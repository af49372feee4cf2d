import Foundation
package import Martlet

/// `grpc.testing.TestService` as gRPC's "Interoperability Test Case Descriptions" want a server to
/// be, with all features: those of compression, too, and, given a key, that of user names.
package struct InteropTestService: TestService.Service {
  /// The keys of metadata that is echoed.
  static let echoedInitially = "x-grpc-test-echo-initial"
  static let echoedFinally = "x-grpc-test-echo-trailing-bin"

  /// Responses are made of zeros, so that somebody must ask for no more than memory can bear.
  private static let mostBytes = 64 << 20

  private let serverID: String
  private let key: ServiceAccountKey?

  /// - Parameter key: what bearer tokens must be signed with, for their user to be named.
  package init(key: ServiceAccountKey? = nil) {
    serverID = "martlet-\(UInt64.random(in: 0...UInt64.max))"
    self.key = key
  }

  package func emptyCall(_ request: Empty, context: ServerContext) async throws -> Empty {
    try echoMetadata(context)
    return Empty()
  }

  package func unaryCall(
    _ request: SimpleRequest, context: ServerContext
  ) async throws -> SimpleResponse {
    try echoMetadata(context)
    try check(request.expectCompressed, context)
    try end(as: request.responseStatus)
    if request.responseCompressed?.value == true { try compress(context) }
    var response = SimpleResponse(payload: try payload(request.responseSize, request.responseType))
    if request.fillServerId { response.serverId = serverID }
    if request.fillUsername { response.username = try await userName(context) }
    return response
  }

  package func cacheableUnaryCall(
    _ request: SimpleRequest, context: ServerContext
  ) async throws -> SimpleResponse {
    try context.addInitialMetadata(["cache-control": "max-age=60, public"])
    let nanoseconds = Int64(Date().timeIntervalSince1970 * 1e9)
    return SimpleResponse(payload: Payload(body: Array("\(nanoseconds)".utf8)))
  }

  package func streamingOutputCall(
    _ request: StreamingOutputCallRequest,
    responses: ResponseWriter<StreamingOutputCallResponse>, context: ServerContext
  ) async throws {
    try echoMetadata(context)
    // Settled before the first response, which may be one that goes as it is.
    if request.responseParameters.contains(where: { $0.compressed?.value == true }) {
      try compress(context)
    }
    try await respond(to: request, responses)
  }

  package func streamingInputCall(
    _ requests: RequestStream<StreamingInputCallRequest>, context: ServerContext
  ) async throws -> StreamingInputCallResponse {
    try echoMetadata(context)
    var size: Int32 = 0
    for try await request in requests {
      try check(request.expectCompressed, context)
      size &+= Int32(truncatingIfNeeded: request.payload?.body.count ?? 0)
    }
    return StreamingInputCallResponse(aggregatedPayloadSize: size)
  }

  package func fullDuplexCall(
    _ requests: RequestStream<StreamingOutputCallRequest>,
    responses: ResponseWriter<StreamingOutputCallResponse>, context: ServerContext
  ) async throws {
    try echoMetadata(context)
    for try await request in requests { try await respond(to: request, responses) }
  }

  package func halfDuplexCall(
    _ requests: RequestStream<StreamingOutputCallRequest>,
    responses: ResponseWriter<StreamingOutputCallResponse>, context: ServerContext
  ) async throws {
    try echoMetadata(context)
    var all: [StreamingOutputCallRequest] = []
    for try await request in requests { all.append(request) }
    for request in all { try await respond(to: request, responses) }
  }

  package func unimplementedCall(_ request: Empty, context: ServerContext) async throws -> Empty {
    throw RPCError(.unimplemented, "no server has this method")
  }

  // MARK: What the methods share

  private func respond(
    to request: StreamingOutputCallRequest,
    _ responses: ResponseWriter<StreamingOutputCallResponse>
  ) async throws {
    try end(as: request.responseStatus)
    for parameters in request.responseParameters {
      if parameters.intervalUs > 0 {
        try await Task.sleep(for: .microseconds(Int64(parameters.intervalUs)))
      }
      let response = StreamingOutputCallResponse(
        payload: try payload(parameters.size, request.responseType))
      try await responses.write(response, compress: parameters.compressed?.value == true)
    }
  }

  private func payload(_ size: Int32, _ type: PayloadType) throws(RPCError) -> Payload {
    guard type == .compressable else {
      throw RPCError(.invalidArgument, "no such type of payload: \(type)")
    }
    guard size >= 0, Int(size) <= Self.mostBytes else {
      throw RPCError(.invalidArgument, "no such size of a payload: \(size)")
    }
    return Payload(body: [UInt8](repeating: 0, count: Int(size)))
  }

  private func check(_ expected: BoolValue?, _ context: ServerContext) throws(RPCError) {
    guard let expected else { return }
    let isCompressed = context.requestCompression != .identity
    guard isCompressed == expected.value else {
      throw RPCError(
        .invalidArgument, "the request is \(isCompressed ? "" : "not ")compressed, as expected not")
    }
  }

  /// With what the client takes, if anything.
  private func compress(_ context: ServerContext) throws(RPCError) {
    try context.compressResponses(with: context.clientAccepts(.gzip) ? .gzip : .deflate)
  }

  private func end(as status: EchoStatus?) throws(RPCError) {
    guard let status, status.code != 0 else { return }
    throw RPCError(RPCStatus.Code(rawValue: Int(status.code)) ?? .unknown, status.message)
  }

  private func echoMetadata(_ context: ServerContext) throws(RPCError) {
    let metadata = context.requestMetadata
    if let value = metadata[Self.echoedInitially] {
      try context.addInitialMetadata([Self.echoedInitially: value])
    }
    if let value = metadata[binary: Self.echoedFinally] {
      var echoed = RPCMetadata()
      echoed.append(binary: value, for: Self.echoedFinally)
      try context.addTrailingMetadata(echoed)
    }
  }

  private func userName(_ context: ServerContext) async throws -> String {
    guard let key, let authorization = context.requestMetadata["authorization"],
      authorization.hasPrefix("Bearer ")
    else { return "" }
    return try await key.user(ofToken: String(authorization.dropFirst(7)))
  }
}
