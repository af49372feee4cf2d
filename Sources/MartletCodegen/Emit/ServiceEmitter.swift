import MartletDescriptors

/// A service of the IDL: a namespace with the server's protocol and the client.
struct ServiceEmitter {
  let service: ServiceModel
  let access: AccessLevel
  /// Whether the code carries the file's descriptor.
  let embedsDescriptor: Bool

  private var level: String { access.prefix }

  func emit(_ buffer: inout SourceBuffer) throws(GenerationError) {
    buffer.remarks(on: service.descriptor)
    // Not in an extension, which would draw a warning where the service is deprecated.
    let conformance = embedsDescriptor ? ": MartletProtobuf::ProtoService" : ""
    buffer.block("nonisolated \(level)enum \(service.name)\(conformance)") { buffer in
      buffer.line("/// The service's name on the wire.")
      buffer.line("\(level)static let serviceName: Swift::String = \"\(service.fullName)\"")
      if embedsDescriptor {
        buffer.line("/// The file that declares the service.")
        buffer.line(DescriptorEmitter.property(service.descriptor.file, access))
      }
      buffer.line()
      emitProtocol(&buffer)
      buffer.line()
      emitServing(&buffer)
      buffer.line()
      ClientEmitter(service: service, access: access).emit(&buffer)
    }
  }

  /// What a server implements.
  private func emitProtocol(_ buffer: inout SourceBuffer) {
    buffer.documentation(
      "What a server of `\(service.fullName)` implements.", of: service.descriptor)
    buffer.block("nonisolated \(level)protocol Service: Swift::Sendable") { buffer in
      for method in service.methods {
        buffer.documentation(of: method.descriptor)
        buffer.line(
          "nonisolated(nonsending) func \(method.name)(\(serverParameters(method))) "
            + "async throws\(result(method))")
      }
    }
  }

  private func serverParameters(_ method: ServiceModel.Method) -> String {
    var parameters = [
      method.streamsRequests
        ? "_ requests: MartletRPC::RequestStream<\(method.input)>" : "_ request: \(method.input)"
    ]
    if method.streamsResponses {
      parameters.append("responses: MartletRPC::ResponseWriter<\(method.output)>")
    }
    parameters.append("context: MartletRPC::ServerContext")
    return parameters.joined(separator: ", ")
  }

  private func result(_ method: ServiceModel.Method) -> String {
    method.streamsResponses ? "" : " -> \(method.output)"
  }

  /// The function that makes an implementation known to a server.
  private func emitServing(_ buffer: inout SourceBuffer) {
    buffer.line("/// The service, answered by `service`, for a server's list of services.")
    buffer.block(
      "\(level)static func serving(_ service: some Service) -> MartletRPC::ServiceRegistration"
    ) { buffer in
      buffer.line("MartletRPC::ServiceRegistration(name: serviceName, methods: [")
      buffer.indent()
      for method in service.methods { emitRegistration(method, &buffer) }
      buffer.outdent()
      let file =
        embedsDescriptor ? ", file: " + DescriptorEmitter.expression(service.descriptor.file) : ""
      buffer.line("]\(file))")
    }
  }

  private func emitRegistration(_ method: ServiceModel.Method, _ buffer: inout SourceBuffer) {
    let kind: String
    switch (method.streamsRequests, method.streamsResponses) {
    case (false, false): kind = "unary"
    case (false, true): kind = "serverStreaming"
    case (true, false): kind = "clientStreaming"
    case (true, true): kind = "bidirectional"
    }
    let request =
      method.streamsRequests
      ? "requests: MartletRPC::RequestStream<\(method.input)>" : "request: \(method.input)"
    let responses =
      method.streamsResponses ? "responses: MartletRPC::ResponseWriter<\(method.output)>, " : ""
    let arguments =
      (method.streamsRequests ? "requests" : "request")
      + (method.streamsResponses ? ", responses: responses" : "")
    buffer.line(".\(kind)(\"\(method.idlName)\") { (\(request), \(responses)context) in")
    buffer.line("  try await service.\(method.name)(\(arguments), context: context)")
    buffer.line("},")
  }
}
