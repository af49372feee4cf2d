public import MartletProtobuf

/// One method of a service on the server: its name, which sides stream, and what runs a call.
///
/// Made by generated code through `unary`, `serverStreaming`, `clientStreaming` and
/// `bidirectional`, which are inlinable so that coding and the user's handler specialise in the
/// user's module; from there to the socket everything is concrete. A class, so that a call takes it
/// along by one reference.
public final class RPCMethod: Sendable {
  /// The method's simple name (`SayHello`).
  public let name: String
  /// Whether a call starts when its headers are there (a stream of requests), or only once its
  /// request is complete.
  let streamsRequests: Bool
  let run: @Sendable (ServerCall) async throws -> Void
  /// `/package.Service/Method`; empty until the method is part of a server.
  package let path: String
  /// The outermost first.
  let interceptors: [any RPCInterceptor]
  /// Where its handler runs; nil for where the server's handlers do.
  let executor: HandlerExecutor?

  @usableFromInline
  init(
    name: String, streamsRequests: Bool, run: @escaping @Sendable (ServerCall) async throws -> Void
  ) {
    self.name = name
    self.streamsRequests = streamsRequests
    self.run = run
    path = ""
    interceptors = []
    executor = nil
  }

  private init(
    _ other: RPCMethod, path: String? = nil, interceptors: [any RPCInterceptor]? = nil,
    executor: HandlerExecutor? = nil
  ) {
    name = other.name
    streamsRequests = other.streamsRequests
    run = other.run
    self.path = path ?? other.path
    self.interceptors = interceptors ?? other.interceptors
    self.executor = executor ?? other.executor
  }

  /// The same method with further interceptors around those that it has.
  func intercepted(by outer: [any RPCInterceptor]) -> RPCMethod {
    RPCMethod(self, interceptors: outer + interceptors)
  }

  /// The same method, running there.
  func running(on executor: HandlerExecutor) -> RPCMethod { RPCMethod(self, executor: executor) }

  /// The same method as part of a server, whose handlers run on `usual` unless they say otherwise.
  func installed(
    path: String, interceptors outer: [any RPCInterceptor], usual: HandlerExecutor
  ) -> RPCMethod {
    RPCMethod(
      self, path: path, interceptors: outer + interceptors, executor: executor ?? usual)
  }

  @inlinable
  public static func unary<Request: ProtoMessage, Response: ProtoMessage>(
    _ name: String,
    _ handler:
      nonisolated(nonsending) @escaping @Sendable (Request, ServerContext) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(name: name, streamsRequests: false) { call in
      let request: Request = try call.decoded(call.takeRequest())
      let response = try await handler(request, ServerContext(call))
      try call.respond(call.framed(response))
    }
  }

  @inlinable
  public static func serverStreaming<Request: ProtoMessage, Response: ProtoMessage>(
    _ name: String,
    _ handler:
      nonisolated(nonsending) @escaping @Sendable (
        Request, ResponseWriter<Response>, ServerContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(name: name, streamsRequests: false) { call in
      let request: Request = try call.decoded(call.takeRequest())
      try await handler(request, ResponseWriter(call), ServerContext(call))
    }
  }

  @inlinable
  public static func clientStreaming<Request: ProtoMessage, Response: ProtoMessage>(
    _ name: String,
    _ handler:
      nonisolated(nonsending) @escaping @Sendable (
        RequestStream<Request>, ServerContext
      ) async throws -> Response
  ) -> RPCMethod {
    RPCMethod(name: name, streamsRequests: true) { call in
      let response = try await handler(RequestStream(call), ServerContext(call))
      try call.respond(call.framed(response))
    }
  }

  @inlinable
  public static func bidirectional<Request: ProtoMessage, Response: ProtoMessage>(
    _ name: String,
    _ handler:
      nonisolated(nonsending) @escaping @Sendable (
        RequestStream<Request>, ResponseWriter<Response>, ServerContext
      ) async throws -> Void
  ) -> RPCMethod {
    RPCMethod(name: name, streamsRequests: true) { call in
      try await handler(RequestStream(call), ResponseWriter(call), ServerContext(call))
    }
  }
}

/// A service with its methods, ready to be served. Generated code makes it
/// (`Greeter.serving(Host())`).
public struct ServiceRegistration: Sendable {
  /// The full name (`greeter.v1.Greeter`).
  public let name: String
  public let methods: [RPCMethod]
  /// The IDL file that declares the service, for reflection; nil if generated code does not carry
  /// its descriptor.
  public let file: ProtoFile?
  /// What `intercepted` and `running` were told of methods that are not there; no server starts with it.
  let unknownMethods: Set<String>

  public init(name: String, methods: [RPCMethod], file: ProtoFile? = nil) {
    self.init(name: name, methods: methods, file: file, unknownMethods: [])
  }

  private init(
    name: String, methods: [RPCMethod], file: ProtoFile?, unknownMethods: Set<String>
  ) {
    self.name = name
    self.methods = methods
    self.file = file
    self.unknownMethods = unknownMethods
  }

  /// The service with interceptors around its methods, the first of them the outermost.
  ///
  /// - Parameter methods: the simple names of those that are meant; nil for all. A server does not start
  ///   with a name that the service does not have.
  public func intercepted(
    by interceptors: any RPCInterceptor..., methods names: Set<String>? = nil
  ) -> ServiceRegistration {
    changing(names) { $0.intercepted(by: interceptors) }
  }

  /// The service with its methods' handlers running on `executor`, wherever the server's others do.
  ///
  /// - Parameter methods: the simple names of those that are meant; nil for all. What is said last of
  ///   a method counts. A server does not start with a name that the service does not have.
  public func running(
    on executor: HandlerExecutor, methods names: Set<String>? = nil
  ) -> ServiceRegistration {
    changing(names) { $0.running(on: executor) }
  }

  private func changing(
    _ names: Set<String>?, _ change: (RPCMethod) -> RPCMethod
  ) -> ServiceRegistration {
    let methods = self.methods.map { method in
      names?.contains(method.name) == false ? method : change(method)
    }
    let unknown = (names ?? []).subtracting(self.methods.map(\.name))
    return ServiceRegistration(
      name: name, methods: methods, file: file, unknownMethods: unknownMethods.union(unknown))
  }
}
