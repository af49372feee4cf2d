import MartletDescriptors
import MartletProtobuf
import MartletRPC

/// `grpc.reflection.v1.ServerReflection`.
struct ReflectionAnswers: GRPC.Reflection.V1.ServerReflection.Service {
  let index: ReflectionIndex

  func serverReflectionInfo(
    _ requests: RequestStream<GRPC.Reflection.V1.ServerReflectionRequest>,
    responses: ResponseWriter<GRPC.Reflection.V1.ServerReflectionResponse>,
    context: ServerContext
  ) async throws {
    var conversation = ReflectionConversation(index: index)
    while let request = try await requests.next() {
      try await responses.write(conversation.answer(request))
    }
  }
}

/// `grpc.reflection.v1alpha.ServerReflection`: the messages have the same fields, so that their bytes
/// are those of `v1`.
struct OlderReflectionAnswers: GRPC.Reflection.V1Alpha.ServerReflection.Service {
  let index: ReflectionIndex

  func serverReflectionInfo(
    _ requests: RequestStream<GRPC.Reflection.V1Alpha.ServerReflectionRequest>,
    responses: ResponseWriter<GRPC.Reflection.V1Alpha.ServerReflectionResponse>,
    context: ServerContext
  ) async throws {
    var conversation = ReflectionConversation(index: index)
    while let request = try await requests.next() {
      let current = try GRPC.Reflection.V1.ServerReflectionRequest(
        serializedBytes: request.serializedBytes())
      try await responses.write(
        GRPC.Reflection.V1Alpha.ServerReflectionResponse(
          serializedBytes: conversation.answer(current).serializedBytes()))
    }
  }
}

/// The questions and answers of one call.
struct ReflectionConversation {
  typealias Request = GRPC.Reflection.V1.ServerReflectionRequest
  typealias Response = GRPC.Reflection.V1.ServerReflectionResponse
  private typealias V1 = GRPC.Reflection.V1

  let index: ReflectionIndex
  /// The files that the caller has by now. They need not be sent again, but for the one that is asked
  /// for.
  private var sent: Set<String> = []

  init(index: ReflectionIndex) { self.index = index }

  mutating func answer(_ request: Request) -> Response {
    var response = Response(validHost: request.host, originalRequest: request)
    do throws(RPCError) {
      response.messageResponse = try content(for: request.messageRequest)
    } catch {
      response.messageResponse = .errorResponse(
        V1.ErrorResponse(errorCode: Int32(error.code.rawValue), errorMessage: error.message))
    }
    return response
  }

  private mutating func content(
    for question: Request.MessageRequest?
  ) throws(RPCError) -> Response.MessageResponse {
    switch question {
    case .fileByFilename(let name)?:
      return send(try index.file(named: name))
    case .fileContainingSymbol(let symbol)?:
      return send(try index.file(declaring: symbol))
    case .fileContainingExtension(let wanted)?:
      return send(
        try index.file(extending: wanted.containingType, number: wanted.extensionNumber))
    case .allExtensionNumbersOfType(let name)?:
      return .allExtensionNumbersResponse(
        V1.ExtensionNumberResponse(
          baseTypeName: name, extensionNumber: try index.extensionNumbers(of: name)))
    case .listServices?:
      return .listServicesResponse(
        V1.ListServiceResponse(service: index.services.map { V1.ServiceResponse(name: $0) }))
    case nil:
      throw RPCError(.invalidArgument, "the request asks nothing")
    }
  }

  /// The file, and of those that it imports what the caller does not have.
  private mutating func send(_ file: ProtoFile) -> Response.MessageResponse {
    sent.insert(file.name)
    var files = [file]
    for imported in file.withResolvedImports where sent.insert(imported.name).inserted {
      files.append(imported)
    }
    return .fileDescriptorResponse(
      V1.FileDescriptorResponse(fileDescriptorProto: files.compactMap(\.serializedDescriptor)))
  }
}
