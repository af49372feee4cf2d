public import Martlet
import MartletErrorDetails
import Synchronization

/// `martlet.test.Interop` served by us: the same behaviour as `Tests/Peers/grpc_server.py`.
public final class InteropService: Interop.Service {
  private let cancelled = Mutex(0)
  private let waiting = Mutex(0)

  public init() {}

  /// What errors carry that are asked to have details.
  public static let details: [any ProtoMessage] = [
    Google.RPC.BadRequest(fieldViolations: [.init(field: "text", description: "grüße")]),
    Google.RPC.ErrorInfo(reason: "TEST", domain: "martlet.test", metadata: ["key": "value"]),
  ]

  /// How many `wait_for_cancel` calls have been cancelled so far.
  public var cancelledCalls: Int { cancelled.withLock { $0 } }

  public func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    try await answer(request, context)
    if request.waitForCancel { try await waitForCancel() }
    try failIfAsked(request)
    return reply(to: request, context)
  }

  public func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    if request.echoMetadata { try echoMetadata(context) }
    try compress(request, context)
    for index in 0..<request.count {
      if request.failCode != 0, index >= request.failAfter { break }
      try await delay(request)
      try await responses.write(
        reply(to: request, context, index: index), compress: index % 2 == 0)
    }
    try failIfAsked(request)
    if request.waitForCancel { try await waitForCancel() }
  }

  public func collect(
    _ requests: RequestStream<EchoRequest>, context: ServerContext
  ) async throws -> CollectReply {
    var reply = CollectReply()
    var failure: EchoRequest?
    for try await request in requests {
      if reply.count == 0, request.echoMetadata { try echoMetadata(context) }
      if request.failCode != 0 { failure = request }
      reply.count += 1
      reply.payloadBytes += Int64(request.payload.count)
      if let failure, reply.count >= failure.failAfter { try failIfAsked(failure) }
      try await delay(request)
      if request.waitForCancel { try await waitForCancel() }
    }
    return reply
  }

  public func chat(
    _ requests: RequestStream<EchoRequest>, responses: ResponseWriter<EchoReply>,
    context: ServerContext
  ) async throws {
    var index: Int32 = 0
    var failure: EchoRequest?
    for try await request in requests {
      if index == 0, request.echoMetadata { try echoMetadata(context) }
      if index == 0 { try compress(request, context) }
      if request.failCode != 0 { failure = request }
      if let failure, index >= failure.failAfter { try failIfAsked(failure) }
      try await delay(request)
      try await responses.write(
        reply(to: request, context, index: index), compress: index % 2 == 0)
      index += 1
      if let failure, index >= failure.failAfter { try failIfAsked(failure) }
      if request.waitForCancel { try await waitForCancel() }
    }
  }

  public func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply(
      cancelledCalls: Int64(cancelledCalls), waitingCalls: Int64(waiting.withLock { $0 }))
  }

  // MARK: What the methods share

  private func answer(_ request: EchoRequest, _ context: ServerContext) async throws {
    if request.echoMetadata { try echoMetadata(context) }
    try compress(request, context)
    try await delay(request)
  }

  private func compress(_ request: EchoRequest, _ context: ServerContext) throws {
    guard !request.compressWith.isEmpty else { return }
    let chosen = RPCCompression.allCases.first { "\($0)" == request.compressWith }
    try context.compressResponses(with: chosen ?? .identity)
  }

  private func reply(
    to request: EchoRequest, _ context: ServerContext, index: Int32 = 0
  ) -> EchoReply {
    var reply = EchoReply(text: request.text, payload: request.payload, index: index)
    if request.size > 0 { reply.payload = [UInt8](repeating: 0, count: Int(request.size)) }
    reply.deadlineMilliseconds =
      context.deadline.map { Int64(ContinuousClock.now.duration(to: $0) / .milliseconds(1)) } ?? -1
    reply.requestCompression = "\(context.requestCompression)"
    reply.userAgent = context.requestMetadata["user-agent"] ?? ""
    return reply
  }

  private func echoMetadata(_ context: ServerContext) throws {
    var initial = RPCMetadata()
    var trailing = RPCMetadata()
    for entry in context.requestMetadata where entry.key.hasPrefix("x-") {
      switch entry.value {
      case .ascii(let value):
        initial.append(value, for: entry.key)
        trailing.append(value, for: "t-" + entry.key)
      case .binary(let value):
        initial.append(binary: value, for: entry.key)
        trailing.append(binary: value, for: "t-" + entry.key)
      }
    }
    try context.addInitialMetadata(initial)
    try context.addTrailingMetadata(trailing)
  }

  private func delay(_ request: EchoRequest) async throws {
    if request.delayMilliseconds > 0 {
      try await Task.sleep(for: .milliseconds(Int64(request.delayMilliseconds)))
    }
  }

  private func waitForCancel() async throws {
    waiting.withLock { $0 += 1 }
    defer { waiting.withLock { $0 -= 1 } }
    do {
      try await Task.sleep(for: .seconds(3600))
    } catch {
      cancelled.withLock { $0 += 1 }
      throw error
    }
  }

  private func failIfAsked(_ request: EchoRequest) throws {
    guard request.failCode != 0 else { return }
    let code = RPCStatus.Code(rawValue: Int(request.failCode)) ?? .unknown
    guard request.failDetails else { throw RPCError(code, request.failMessage) }
    throw RPCError(code, request.failMessage, details: Self.details)
  }
}
