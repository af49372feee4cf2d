import ArgumentParser
import MartletDriver
import MartletErrorDetails
import MartletJSON
import MartletProtobuf
import MartletRPC

/// How commands that call end: what went wrong goes to standard error, and into the exit code.
enum Outcome {
  /// As of other tools that call: 64 and the status code.
  static func exitCode(of code: RPCStatus.Code) -> ExitCode { ExitCode(64 + Int32(code.rawValue)) }

  /// Runs `body`; what it throws ends the command.
  static func reporting(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as RPCError {
      Report.write("error: \(error.code): \(error.message)\n")
      for detail in error.details { Report.write(text(of: detail) + "\n") }
      throw exitCode(of: error.code)
    }
  }

  /// A detail as JSON. Of a type that is not one of `google/rpc/error_details.proto`, the bytes.
  private static func text(of detail: Google.Protobuf.AnyMessage) -> String {
    let types = ProtoTypeRegistry(files: [.googleRpcErrorDetails])
    let options = ProtoJSONEncodingOptions(isPretty: true, types: types)
    if let text = try? detail.jsonString(options: options) { return text }
    let bytes = String(decoding: Base64.encode(detail.value), as: UTF8.self)
    return "{\"typeUrl\": \"\(detail.typeUrl)\", \"value\": \"\(bytes)\"}"
  }
}
