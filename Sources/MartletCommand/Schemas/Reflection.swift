import MartletDescriptors
import MartletProtobuf
import MartletRPC
import MartletServices

/// Asks a server for its services and files: `grpc.reflection.v1`, or `v1alpha` if it only has that.
struct Reflection: Sendable {
  typealias Request = GRPC.Reflection.V1.ServerReflectionRequest
  typealias Response = GRPC.Reflection.V1.ServerReflectionResponse

  private static let versions = ["v1", "v1alpha"]
  /// More files than anybody has, lest a server keep us asking.
  private static let mostFiles = 10_000

  let channel: RPCChannel
  let options: CallOptions

  func serviceNames() async throws -> [String] {
    guard case .listServicesResponse(let list)? = try await answer(.listServices("*")) else {
      throw Self.unexpected
    }
    return list.service.map(\.name)
  }

  /// A pool with the files that the server gives, and with what they import.
  func pool(_ question: Request.MessageRequest) async throws -> DescriptorPool {
    var files: [String: Google.Protobuf.FileDescriptorProto] = [:]
    var missing: Set<String> = []
    var asked: Set<String> = []
    try take(try await answer(question), &files)
    while files.count < Self.mostFiles {
      missing = Set(files.values.flatMap(\.dependency)).subtracting(files.keys).subtracting(asked)
      if missing.isEmpty { break }
      for name in missing.sorted() {
        asked.insert(name)
        // Some servers do not give every file. What can be made without it will be.
        guard let answer = try? await answer(.fileByFilename(name)) else { continue }
        try take(answer, &files)
      }
    }
    var pool = DescriptorPool(options: .init(allowsMissingDependencies: true))
    do {
      try pool.insert(contentsOf: Array(files.values))
    } catch {
      throw RPCError(.internal, "the server's descriptors cannot be used: \(error)")
    }
    return pool
  }

  private func take(
    _ answer: Response.MessageResponse?,
    _ files: inout [String: Google.Protobuf.FileDescriptorProto]
  ) throws {
    guard case .fileDescriptorResponse(let found)? = answer else { throw Self.unexpected }
    for bytes in found.fileDescriptorProto {
      do {
        let file = try Google.Protobuf.FileDescriptorProto(serializedBytes: bytes)
        files[file.name ?? ""] = file
      } catch {
        throw RPCError(.internal, "the server's descriptors cannot be used: \(error)")
      }
    }
  }

  /// The server's answer; one that says that there is none is thrown.
  private func answer(
    _ question: Request.MessageRequest
  ) async throws -> Response.MessageResponse? {
    let request = try Request(messageRequest: question).serializedBytes()
    for version in Self.versions {
      do {
        let answer = try await ask("grpc.reflection.\(version).ServerReflection", request)
        guard case .errorResponse(let error)? = answer.messageResponse else {
          return answer.messageResponse
        }
        throw RPCError(
          RPCStatus.Code(rawValue: Int(error.errorCode)) ?? .unknown, error.errorMessage)
      } catch let error as RPCError where error.code == .unimplemented {
        continue
      }
    }
    throw RPCError(
      .unimplemented,
      "the server does not tell what it offers (no reflection); name IDL files with --idl")
  }

  private func ask(_ service: String, _ request: [UInt8]) async throws -> Response {
    let path = "/\(service)/ServerReflectionInfo"
    let bytes = try await channel.withRawCall(path, options: options) { call in
      try await call.write(request)
      call.finish()
      return try await call.next()
    }
    guard let bytes else { throw Self.unexpected }
    return try Response(serializedBytes: bytes)
  }

  private static var unexpected: RPCError {
    RPCError(.internal, "the server's reflection answers something that was not asked")
  }
}
