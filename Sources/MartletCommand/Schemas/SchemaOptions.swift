import ArgumentParser
import MartletDescriptors
import MartletDriver
import MartletIDL
import MartletProtobuf
import MartletRPC

/// Where a command that calls gets the server's IDL from: files here, or the server itself.
struct SchemaOptions: ParsableArguments {
  @OptionGroup var sources: SourceOptions

  @Option(
    help: ArgumentHelp(
      "An IDL file, as a path on disk or as an import path; may be given several times.",
      discussion: "With none, and without --descriptors, the server is asked (reflection).",
      valueName: "file"))
  var idl: [String] = []

  @Option(
    help: ArgumentHelp(
      "A descriptor set, as martlet descriptors or protoc writes it; may be given several times.",
      valueName: "file"))
  var descriptors: [String] = []

  /// Whether the server need not be asked.
  var isLocal: Bool { !idl.isEmpty || !descriptors.isEmpty }

  /// Runs `body` with what is known of a server, and with what is asked about. The address comes first
  /// among the words; with files, which need no server, it may be left out.
  func withSchemas(
    _ words: [String], _ connection: ConnectionOptions,
    _ body: (any Schemas, [String]) async throws -> Void
  ) async throws {
    if isLocal {
      // No name has a colon.
      let names = words.first?.contains(":") == true ? Array(words.dropFirst()) : words
      return try await body(LocalSchemas(pool: try localPool()), names)
    }
    guard let address = words.first else {
      throw ValidationError("Say which server, or name its files with --idl or --descriptors.")
    }
    try await connection.withChannel(to: address) { channel in
      try await body(try schemas(channel, connection), Array(words.dropFirst()))
    }
  }

  /// What is known of the server: from files if some are named, else by its reflection.
  func schemas(_ channel: RPCChannel, _ connection: ConnectionOptions) throws -> any Schemas {
    if isLocal { return LocalSchemas(pool: try localPool()) }
    return ReflectedSchemas(
      Reflection(channel: channel, options: try connection.callOptions()))
  }

  /// The files that are named, with their comments where there are any.
  func localPool() throws -> DescriptorPool {
    var pool = DescriptorPool()
    do {
      if !idl.isEmpty { try pool.insert(contentsOf: try compiled()) }
      for file in descriptors {
        guard let bytes = InputFiles.contents(of: file) else {
          throw ValidationError("There is no file \"\(file)\".")
        }
        let set = try DescriptorPool(serializedBytes: bytes)
        try pool.insert(contentsOf: set.files.map(\.proto))
      }
    } catch let error as DescriptorPoolError {
      throw ValidationError("The descriptors cannot be used: \(error).")
    }
    return pool
  }

  private func compiled() throws -> [Google.Protobuf.FileDescriptorProto] {
    for file in idl where !InputFiles.exists(file, below: sources.roots) {
      throw ValidationError("There is no file \"\(file)\".")
    }
    var options = CompilerOptions()
    options.sourceInfo = .full
    let result = Compiler(roots: sources.roots, options: options).compile(idl)
    let errors = result.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty {
      Report.write(errors)
      throw ExitCode(1)
    }
    return result.filesWithSourceInfo
  }
}
