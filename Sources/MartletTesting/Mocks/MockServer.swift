public import MartletProtobuf
public import MartletRPC
public import MartletTransport
import Synchronization

/// Answers calls from closures, by method, and keeps what was asked: what a test gives to code that
/// makes calls, instead of a service.
///
/// ```swift
/// let mock = MockServer()
/// mock.on("/greeter.v1.Greeter/SayHello") { (request: HelloRequest, _) in
///   HelloReply(message: "Hello, \(request.name)!")
/// }
/// try await mock.withChannel { channel in
///   try await greetEverybody(Greeter.Client(channel))
/// }
/// #expect(mock.calls.requests(HelloRequest.self, of: "/greeter.v1.Greeter/SayHello").count == 3)
/// ```
/// What has no closure answers `unimplemented`. Methods are looked up when `withChannel` begins.
public final class MockServer: Sendable {
  /// What has been asked.
  public let calls = CallRecorder()
  private let methods = Mutex<[String: RPCMethod]>([:])

  public init() {}

  /// Answers the unary method at `path` (`/package.Service/Method`) with what `answer` gives, in
  /// place of what was there.
  public func on<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: String,
    _ answer:
      nonisolated(nonsending) @escaping @Sendable (Request, ServerContext) async throws -> Response
  ) {
    insert(path) { .unary($0, answer) }
  }

  /// As above, for a method that streams responses.
  public func on<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: String,
    _ answer:
      nonisolated(nonsending) @escaping @Sendable (
        Request, ResponseWriter<Response>, ServerContext
      ) async throws -> Void
  ) {
    insert(path) { .serverStreaming($0, answer) }
  }

  /// As above, for a method that streams requests.
  public func on<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: String,
    _ answer:
      nonisolated(nonsending) @escaping @Sendable (
        RequestStream<Request>, ServerContext
      ) async throws -> Response
  ) {
    insert(path) { .clientStreaming($0, answer) }
  }

  /// As above, for a method that streams both.
  public func on<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: String,
    _ answer:
      nonisolated(nonsending) @escaping @Sendable (
        RequestStream<Request>, ResponseWriter<Response>, ServerContext
      ) async throws -> Void
  ) {
    insert(path) { .bidirectional($0, answer) }
  }

  /// Lets the method at `path` fail with `error`, whatever kind it is.
  public func fail(_ path: String, with error: RPCError) {
    insert(path) { name in
      .bidirectional(name) {
        (_: RequestStream<Google.Protobuf.Empty>, _: ResponseWriter<Google.Protobuf.Empty>, _)
        in throw error
      }
    }
  }

  /// Runs `body` with a channel that the mock answers, in the process, without a network.
  public nonisolated(nonsending) func withChannel<Output>(
    configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    _ body: nonisolated(nonsending) (RPCChannel) async throws -> Output
  ) async throws -> Output {
    var server = RPCServerConfiguration()
    server.interceptors = [calls]
    return try await withInProcessChannel(
      to: services, server: server, configuration: configuration, body)
  }

  private func insert(_ path: String, _ make: (String) -> RPCMethod) {
    let (_, name) = parts(of: path)
    let method = make(name)
    methods.withLock { $0[path] = method }
  }

  private var services: [ServiceRegistration] {
    let methods = self.methods.withLock { $0 }
    return Dictionary(grouping: methods) { parts(of: $0.key).service }
      .map { ServiceRegistration(name: $0.key, methods: $0.value.map(\.value)) }
  }
}

/// The service and method of `/package.Service/Method`.
private func parts(of path: String) -> (service: String, method: String) {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false)
  precondition(
    parts.count == 3 && parts[0].isEmpty && !parts[1].isEmpty && !parts[2].isEmpty,
    "\"\(path)\" is not of the form /package.Service/Method")
  return (String(parts[1]), String(parts[2]))
}
