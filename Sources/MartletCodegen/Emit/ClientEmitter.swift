import MartletDescriptors

/// The client of a service: a struct around a channel with a method, in several forms, for each
/// method of the service.
struct ClientEmitter {
  let service: ServiceModel
  let access: AccessLevel

  private var level: String { access.prefix }
  private let options = "options: MartletRPC::CallOptions = .init()"
  private let rpcError = "throws(MartletRPC::RPCError)"

  func emit(_ buffer: inout SourceBuffer) {
    buffer.documentation("Calls `\(service.fullName)` over a channel.", of: service.descriptor)
    buffer.block("nonisolated \(level)struct Client: Swift::Sendable") { buffer in
      buffer.line("\(level)let channel: MartletRPC::RPCChannel")
      buffer.line()
      buffer.block("\(level)init(_ channel: MartletRPC::RPCChannel)") {
        $0.line("self.channel = channel")
      }
      for method in service.methods {
        switch (method.streamsRequests, method.streamsResponses) {
        case (false, false): emitUnary(method, &buffer)
        case (false, true): emitServerStreaming(method, &buffer)
        case (true, false): emitClientStreaming(method, &buffer)
        case (true, true): emitBidirectional(method, &buffer)
        }
      }
    }
  }

  private func emitUnary(_ method: ServiceModel.Method, _ buffer: inout SourceBuffer) {
    let effects = "async \(rpcError) -> \(method.output)"
    emitFunction(method, "_ request: \(method.input), \(options)", effects, &buffer) {
      $0.line("try await channel.unary(\"\(method.path)\", request, options: options)")
    }
    emitWithArguments(method, effects, "try await ", &buffer)
  }

  private func emitServerStreaming(_ method: ServiceModel.Method, _ buffer: inout SourceBuffer) {
    let result = "-> MartletRPC::ResponseStream<\(method.output)>"
    emitFunction(method, "_ request: \(method.input), \(options)", result, &buffer) {
      $0.line("channel.serverStreaming(\"\(method.path)\", request, options: options)")
    }
    emitWithArguments(method, result, "", &buffer)
  }

  /// The form with the request's fields as arguments. If some of them are deprecated, it is too, and
  /// there is another one without them.
  private func emitWithArguments(
    _ method: ServiceModel.Method, _ effects: String, _ effectMarks: String,
    _ buffer: inout SourceBuffer
  ) {
    if method.arguments.isEmpty { return }
    let current = method.arguments.filter { !$0.isDeprecated }
    emit(method, current, effects, effectMarks, &buffer)
    if current.count == method.arguments.count { return }
    emit(method, method.arguments, effects, effectMarks, setsDeprecated: true, &buffer)
  }

  private func emit(
    _ method: ServiceModel.Method, _ arguments: [ServiceModel.Argument], _ effects: String,
    _ effectMarks: String, setsDeprecated: Bool = false, _ buffer: inout SourceBuffer
  ) {
    let parameters = arguments.map(\.parameter) + [options]
    let values = arguments.map { "\($0.label): \($0.name)" }.joined(separator: ", ")
    emitFunction(
      method, parameters.joined(separator: ", "), effects, &buffer, setsDeprecated: setsDeprecated
    ) {
      // Without `self`, a method called `options` would be taken for the parameter, and at the
      // beginning of a line one called `package` for an attribute.
      $0.line("\(effectMarks)self.\(method.name)(.init(\(values)), options: options)")
    }
  }

  private func emitClientStreaming(_ method: ServiceModel.Method, _ buffer: inout SourceBuffer) {
    let effects = "async \(rpcError) -> \(method.output)"
    let call = "try await channel.clientStreaming(\"\(method.path)\", "
    emitFunction(
      method, "_ requests: some Swift::Sequence<\(method.input)>, \(options)", effects, &buffer
    ) {
      $0.line(call + "requests, options: options)")
    }

    let requests = free("Requests", method)
    emitFunction(
      method, "_ requests: \(requests), \(options)",
      "\(effects) where \(requests).Element == \(method.input)", &buffer,
      generic: "<\(requests): _Concurrency::AsyncSequence & Swift::Sendable>"
    ) {
      $0.line(call + "requests, options: options)")
    }

    let writer = "MartletRPC::RequestWriter<\(method.input)>"
    let produce = "nonisolated(nonsending) (\(writer)) async throws -> Swift::Void"
    emitFunction(method, "\(options), _ produce: \(produce)", effects, &buffer) {
      $0.line(call + "options: options, produce)")
    }
  }

  private func emitBidirectional(_ method: ServiceModel.Method, _ buffer: inout SourceBuffer) {
    let result = free("Result", method)
    let writer = "MartletRPC::RequestWriter<\(method.input)>"
    let stream = "MartletRPC::ResponseStream<\(method.output)>"
    let body = "nonisolated(nonsending) (\(writer), \(stream)) async throws -> \(result)"
    emitFunction(
      method, "\(options), _ body: \(body)", "async throws -> \(result)", &buffer,
      generic: "<\(result)>"
    ) {
      $0.line("try await channel.bidirectional(\"\(method.path)\", options: options, body)")
    }
  }

  /// A method; an async one runs where its caller does, so that it may take what is not Sendable.
  private func emitFunction(
    _ method: ServiceModel.Method, _ parameters: String, _ effects: String,
    _ buffer: inout SourceBuffer, generic: String = "", setsDeprecated: Bool = false,
    _ body: (inout SourceBuffer) -> Void
  ) {
    let isolation = effects.hasPrefix("async") ? "nonisolated(nonsending) " : ""
    buffer.line()
    buffer.remarks(on: method.descriptor)
    if setsDeprecated, !method.descriptor.isDeprecated {
      buffer.deprecated("sets deprecated fields")
    }
    buffer.block(
      "\(isolation)\(level)func \(method.name)\(generic)(\(parameters)) \(effects)", body)
  }

  /// A name for a generic parameter that hides no message of the method.
  private func free(_ name: String, _ method: ServiceModel.Method) -> String {
    var free = name
    let taken = [method.input, method.output].map { $0.prefix { $0 != "." } }
    while taken.contains(free[...]) { free += "_" }
    return free
  }
}
