import MartletCodegen
import MartletDescriptors
import MartletDriver
import MartletProtobuf

/// The answer to a request of protoc or buf.
enum Response {
  typealias Request = Main.Compiler.CodeGeneratorRequest
  typealias Message = Main.Compiler.CodeGeneratorResponse

  /// What is generated, or why nothing is.
  static func make(for request: Request) -> Message {
    var response = Message()
    response.supportedFeatures =
      UInt64(Message.Feature.proto3Optional.rawValue | Message.Feature.supportsEditions.rawValue)
    response.minimumEdition = Google.Protobuf.Edition.proto2.rawValue
    response.maximumEdition = Google.Protobuf.Edition.edition2026.rawValue
    do throws(Parameters.Invalid) {
      let parameters = try Parameters(request.parameter ?? "")
      response.file = try files(request, parameters).map {
        Message.File(name: $0.name, content: $0.contents)
      }
    } catch {
      response.error = error.message
    }
    return response
  }

  private static func files(
    _ request: Request, _ parameters: Parameters
  ) throws(Parameters.Invalid) -> [GeneratedFile] {
    var outputs: [(name: String, output: String)] = []
    var seen: [String: String] = [:]
    for name in request.fileToGenerate {
      let output = parameters.fileNames.name(for: name)
      if let other = seen.updateValue(name, forKey: output) {
        throw Parameters.Invalid(
          "\(name) would generate the same Swift file as \(other): \(output)")
      }
      outputs.append((name, output))
    }
    let files = descriptors(request)
    var moduleOf: [String: String] = [:]
    for file in files {
      moduleOf[file.name ?? ""] = parameters.modulePaths.module(of: file.name ?? "")
    }
    do throws(GenerationError) {
      let generator = try SwiftGenerator(
        files: files, options: parameters.options, moduleOf: moduleOf,
        generating: Set(request.fileToGenerate))
      return try SwiftFiles.make(outputs, generator)
    } catch {
      throw Parameters.Invalid("\(error)")
    }
  }

  /// All files; those to generate with the options that are for the compiler only, as far as they
  /// were sent.
  private static func descriptors(_ request: Request) -> [Google.Protobuf.FileDescriptorProto] {
    var complete: [String: Google.Protobuf.FileDescriptorProto] = [:]
    for file in request.sourceFileDescriptors { complete[file.name ?? ""] = file }
    return request.protoFile.map { complete[$0.name ?? ""] ?? $0 }
  }
}
