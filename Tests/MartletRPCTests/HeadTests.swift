import Testing

@testable import MartletRPC

@Suite struct RequestHeadTests {
  private static func router() throws -> Router {
    try Router(services: [
      ServiceRegistration(
        name: "pkg.Service",
        methods: [RPCMethod(name: "Method", streamsRequests: false) { _ in }])
    ])
  }

  private static let valid = [
    (":method", "POST"), (":path", "/pkg.Service/Method"), ("te", "trailers"),
    ("content-type", "application/grpc"),
  ]

  private static func refusal(
    replacing name: String? = nil, with value: String? = nil
  ) throws -> RequestHead.Refusal? {
    let router = try router()
    var head = RequestHead()
    var fields = valid.filter { $0.0 != name }
    if let name, let value { fields.append((name, value)) }
    for (name, value) in fields { head.receive(name, value, router) }
    return head.refusal(router: router)
  }

  @Test func aValidRequestFindsItsMethod() throws {
    #expect(try Self.refusal() == nil)
  }

  @Test(arguments: ["application/grpc+proto", "application/grpc;charset=utf-8"])
  func contentTypesOfProtobufAreTaken(type: String) throws {
    #expect(try Self.refusal(replacing: "content-type", with: type) == nil)
  }

  @Test(arguments: ["identity", "gzip", "deflate"])
  func encodingsThatWeKnowAreTaken(name: String) throws {
    #expect(try Self.refusal(replacing: "grpc-encoding", with: name) == nil)
  }

  @Test func aRefusedEncodingIsToldWhichAreTaken() throws {
    let refusal = try #require(try Self.refusal(replacing: "grpc-encoding", with: "zstd"))
    #expect(refusal.metadata == ["grpc-accept-encoding": "identity,deflate,gzip"])
  }

  @Test(
    arguments: [
      (":method", "GET", 405, .internal, "not POST"),
      ("content-type", "application/json", 415, .invalidArgument, "content-type"),
      ("content-type", "application/grpc-web", 415, .invalidArgument, "content-type"),
      ("content-type", "application/grpc+json", 415, .invalidArgument, "content-type"),
      ("content-type", nil, 415, .invalidArgument, "content-type"),
      (":path", "/pkg.Service/Other", 200, .unimplemented, "unknown method \"Other\""),
      (":path", "/pkg.Other/Method", 200, .unimplemented, "unknown service \"pkg.Other\""),
      (":path", "pkg.Service/Method", 200, .unimplemented, "malformed"),
      (":path", "/", 200, .unimplemented, "malformed"),
      ("grpc-timeout", "soon", 200, .internal, "grpc-timeout"),
      ("grpc-encoding", "zstd", 200, .unimplemented, "zstd"),
    ] as [(String, String?, Int, RPCStatus.Code, String)])
  func aBadRequestIsRefusedWithTheRightStatus(
    name: String, value: String?, http: Int, code: RPCStatus.Code, text: String
  ) throws {
    let refusal = try #require(try Self.refusal(replacing: name, with: value))
    #expect(refusal.httpStatus == http)
    #expect(refusal.status.code == code)
    #expect(refusal.status.message.contains(text))
  }

  @Test func onlyCustomMetadataIsKept() throws {
    let router = try Self.router()
    var head = RequestHead()
    for (name, value) in Self.valid { head.receive(name, value, router) }
    #expect(head.metadata.isEmpty)
    head.receive("x-key", "value", router)
    head.receive("user-agent", "test/1", router)
    head.receive("grpc-accept-encoding", "gzip", router)
    head.receive("grpc-timeout", "3S", router)
    #expect(head.metadata.metadata() == ["x-key": "value", "user-agent": "test/1"])
    #expect(head.timeoutNanoseconds == 3_000_000_000)
  }

  @Test func aMethodThatIsRegisteredTwiceIsRefused() {
    let service = ServiceRegistration(
      name: "s", methods: [RPCMethod(name: "M", streamsRequests: false) { _ in }])
    let error = #expect(throws: RPCError.self) { try Router(services: [service, service]) }
    #expect(error?.message.contains("/s/M") == true)
  }

  /// An interceptor that guards a method by a name with a typing error would guard nothing.
  @Test(arguments: [false, true])
  func aMethodThatIsNotThereIsRefused(isRunning: Bool) {
    let service = ServiceRegistration(
      name: "s", methods: [RPCMethod(name: "Close", streamsRequests: false) { _ in }])
    let mistyped =
      isRunning
      ? service.running(on: .concurrent, methods: ["Close", "Clsoe"])
      : service.intercepted(methods: ["Clsoe"])
    let error = #expect(throws: RPCError.self) {
      try Router(services: [mistyped.running(on: .concurrent)])
    }
    #expect(
      error?.status
        == RPCStatus(
          .invalidArgument,
          "s has no method \"Clsoe\" to intercept or to run elsewhere; it has Close"))
    #expect(throws: Never.self) {
      try Router(services: [service.running(on: .concurrent, methods: ["Close"])])
    }
  }

  @Test func aLargeRouterFindsEveryMethodAndNoOther() throws {
    let services = (0..<50).map { service in
      ServiceRegistration(
        name: "s\(service)",
        methods: (0..<20).map { RPCMethod(name: "m\($0)", streamsRequests: false) { _ in } })
    }
    let router = try Router(services: services)
    for service in 0..<50 {
      for method in 0..<20 {
        let found = Array("/s\(service)/m\(method)".utf8).withUnsafeBytes(router.method(forPath:))
        #expect(found?.name == "m\(method)")
      }
    }
    #expect(Array("/s1/m20".utf8).withUnsafeBytes(router.method(forPath:)) == nil)
  }
}

extension RequestHead {
  fileprivate mutating func receive(_ name: String, _ value: String, _ router: Router) {
    Array(name.utf8).withUnsafeBytes { name in
      Array(value.utf8).withUnsafeBytes { receive(name: name, value: $0, router: router) }
    }
  }
}

@Suite struct ResponseHeadTests {
  private static func head(_ fields: [(String, String)]) -> ResponseHead {
    var head = ResponseHead()
    for (name, value) in fields {
      Array(name.utf8).withUnsafeBytes { name in
        Array(value.utf8).withUnsafeBytes { head.receive(name: name, value: $0) }
      }
    }
    return head
  }

  @Test(
    arguments: [
      (400, .internal), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
      (429, .unavailable), (502, .unavailable), (503, .unavailable), (504, .unavailable),
      (500, .unknown), (302, .unknown),
    ] as [(Int, RPCStatus.Code)])
  func httpStatusesMapAsSpecified(http: Int, code: RPCStatus.Code) {
    #expect(Self.head([(":status", "\(http)")]).initialProblem()?.code == code)
  }

  @Test func aForeignContentTypeIsAProblem() {
    let head = Self.head([(":status", "200"), ("content-type", "text/html")])
    #expect(head.initialProblem()?.code == .unknown)
  }

  @Test(
    arguments: [
      ("0", nil), ("5", .notFound), ("16", .unauthenticated), ("17", .unknown), ("99", .unknown),
      ("x", .unknown), ("", .unknown),
    ] as [(String, RPCStatus.Code?)])
  func statusesAreRead(text: String, code: RPCStatus.Code?) {
    let head = Self.head([("grpc-status", text), ("grpc-message", "a%20b"), ("x-key", "v")])
    guard let code else {
      #expect(throws: Never.self) { try head.outcome().get() }
      return
    }
    let error = #expect(throws: RPCError.self) { try head.outcome().get() }
    #expect(error?.code == code)
  }

  @Test func trailersBelongToTheError() {
    let head = Self.head([("grpc-status", "5"), ("grpc-message", "a%20b"), ("x-key", "v")])
    #expect(throws: RPCError(.notFound, "a b", metadata: ["x-key": "v"])) {
      try head.outcome().get()
    }
  }

  @Test func trailersWithoutAStatusAreAnError() {
    #expect(!Self.head([("x-key", "v")]).hasStatus)
    let error = #expect(throws: RPCError.self) { try Self.head([]).outcome().get() }
    #expect(error?.code == .unknown)
  }
}
