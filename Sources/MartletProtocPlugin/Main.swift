import MartletDescriptors
import MartletDriver
import MartletProtobuf

/// `protoc-gen-martlet`: a `CodeGeneratorRequest` on standard input, a `CodeGeneratorResponse` on
/// standard output, as protoc and buf talk with plugins (`google/protobuf/compiler/plugin.proto`).
///
/// What is wrong with the IDL files or the parameters is told in the response. The exit code is 1
/// only where there is nobody to tell it to: the input is no request, or the output is closed.
@main struct Main {
  typealias Compiler = Google.Protobuf.Compiler

  static func main() {
    do {
      let input = try StandardStreams.input(limit: Int(Int32.max))
      let request = try Compiler.CodeGeneratorRequest(serializedBytes: input)
      try StandardStreams.output(Response.make(for: request).serializedBytes())
    } catch {
      let help = CommandLine.arguments.count > 1 ? " (it is run by protoc or buf)" : ""
      Report.write("protoc-gen-martlet: error: no request can be read: \(error)\(help)\n")
      Report.exit(1)
    }
    Report.exit(0)
  }
}
