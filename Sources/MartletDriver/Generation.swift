import MartletCodegen
import MartletDescriptors
public import MartletIDL
import MartletProtobuf

/// What became of a request.
public struct GenerationOutcome: Sendable {
  /// Errors and warnings, in the order in which they are to be shown.
  public var diagnostics: [Diagnostic]
  /// The names of the files that were written; those that would have stayed the same are not.
  public var written: [String] = []

  /// Whether anything went wrong, in which case nothing was written.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// From IDL files to Swift files on disk: what the plugins' tool and the command have in common.
public struct Generation {
  private let request: GenerationRequest
  private let sources: ModuleSources
  private var diagnostics: [Diagnostic]
  private var written: [String] = []

  /// Does what is requested. `diagnostics` are findings from before that belong to the outcome;
  /// an error among them stops everything.
  public static func run(
    _ request: GenerationRequest, reporting diagnostics: [Diagnostic] = []
  ) -> GenerationOutcome {
    var generation = Generation(request, diagnostics)
    generation.run()
    return GenerationOutcome(
      diagnostics: generation.diagnostics, written: generation.written)
  }

  private init(_ request: GenerationRequest, _ diagnostics: [Diagnostic]) {
    self.request = request
    self.diagnostics = diagnostics
    sources = ModuleSources(request)
  }

  private var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  private mutating func run() {
    if hasErrors { return }
    let outputs = outputNames()
    if hasErrors { return }

    // Generated code may depend on options that descriptors at run time do not keep.
    var options = CompilerOptions()
    options.leavesMemoryToExit = true
    options.retainOptions = true
    options.sourceInfo = .comments
    let result = Compiler(sources: sources, options: options).compile(request.files.map(\.path))
    diagnostics += result.diagnostics
    if hasErrors { return }

    let modules = ModuleMap(request: request, sources: sources, files: result.files)
    diagnostics += modules.diagnostics(for: outputs.map(\.name))
    if hasErrors { return }

    let files = generate(outputs, result.filesWithSourceInfo, modules)
    if !hasErrors { write(files) }
  }

  /// The import path of each file of the request, with the name of its Swift file.
  private mutating func outputNames() -> [(name: String, output: String)] {
    var outputs: [(name: String, output: String)] = []
    var seen: [String: String] = [:]
    for file in request.files {
      switch sources.importPath(of: file.path) {
      case .success(let name):
        let output = file.output ?? request.fileNames.name(for: name)
        if let other = seen.updateValue(file.path, forKey: output) {
          if other == file.path { continue }
          diagnostics.append(
            Diagnostic(
              .error, "would generate the same Swift file as \"\(other)\"", path: file.path,
              help: "rename one of the two"))
        }
        outputs.append((name, output))
      case .failure(let error):
        diagnostics.append(
          Diagnostic(.error, error.message, path: file.path, help: error.help))
      }
    }
    return outputs
  }

  private mutating func generate(
    _ outputs: [(name: String, output: String)],
    _ descriptors: [Google.Protobuf.FileDescriptorProto], _ modules: ModuleMap
  ) -> [GeneratedFile] {
    var options = GeneratorOptions()
    options.access = request.module.access
    options.customOptions = request.module.customOptions
    options.naming = request.module.naming
    options.namings = modules.namings
    options.prefixes = modules.prefixes
    options.descriptors = request.module.descriptors
    options.embeddings = modules.embeddings
    options.moduleName = request.module.name
    options.services = request.services == .generated
    do throws(GenerationError) {
      let generator = try SwiftGenerator(
        files: descriptors, options: options, moduleOf: modules.moduleOf,
        generating: Set(outputs.map(\.name)))
      return try SwiftFiles.make(outputs, generator)
    } catch {
      let message = DiagnosticMessage(error.message, rule: "no Swift for this")
      diagnostics.append(Diagnostic(.error, message, path: modules.path(of: error.file)))
      return []
    }
  }

  private mutating func write(_ files: [GeneratedFile]) {
    let directory = OutputDirectory(path: request.outputDirectory)
    do throws(FileSystem.Failure) {
      for file in files {
        if try directory.write(file.contents, to: file.name) { written.append(file.name) }
      }
      if request.removesStaleFiles { try directory.prune(keeping: Set(files.map(\.name))) }
    } catch {
      diagnostics.append(
        Diagnostic(.error, "cannot be written: \(error.reason)", path: error.path))
    }
  }
}
