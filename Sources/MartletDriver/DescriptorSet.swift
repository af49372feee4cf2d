import MartletDescriptors
public import MartletIDL
import MartletProtobuf

/// What to write descriptors of, and where to.
public struct DescriptorSetRequest: Sendable {
  /// The folders that import paths are relative to.
  public var roots: ImportRoots
  /// Paths on disk or import paths.
  public var files: [String]
  /// The file to write; nil for standard output.
  public var output: String?
  /// Whether everything that the files import is in the set too.
  public var includesImports = false
  /// How to compile.
  public var options = CompilerOptions()
  /// A file for `make`, with a rule that says what the set depends on.
  public var dependencyFile: String?

  /// The descriptors of `files` alone, in `output`.
  public init(roots: ImportRoots, files: [String], output: String?) {
    self.roots = roots
    self.files = files
    self.output = output
  }
}

/// From IDL files to an encoded `google.protobuf.FileDescriptorSet`, as protoc writes it.
public enum DescriptorSet {
  /// Compiles what is requested, and writes the set if nothing is wrong. Returns all findings.
  public static func write(_ request: DescriptorSetRequest) -> [Diagnostic] {
    var options = request.options
    options.leavesMemoryToExit = true
    let result = Compiler(roots: request.roots, options: options).compile(request.files)
    if result.hasErrors { return result.diagnostics }
    do throws(FileSystem.Failure) {
      try write(result, request)
      return result.diagnostics
    } catch {
      let failure = Diagnostic(.error, "cannot be written: \(error.reason)", path: error.path)
      return result.diagnostics + [failure]
    }
  }

  private static func write(
    _ result: CompilationResult, _ request: DescriptorSetRequest
  ) throws(FileSystem.Failure) {
    let order = DescriptorOrder(result)
    let places = order.places(withImports: request.includesImports)
    var output =
      if let path = request.output { try OutputStream(path: path) } else { OutputStream() }
    do throws(FileSystem.Failure) {
      for place in places {
        let file = result.files[place]
        for piece in try record(file, result.sourceInfo[file.name ?? ""]) {
          try output.append(piece)
        }
      }
    } catch {
      output.abandon()
      throw error
    }
    try output.finish()
    if let file = request.dependencyFile {
      let places = request.includesImports ? places : order.places(withImports: true)
      let paths = places.compactMap { result.files[$0].name.flatMap { result.paths[$0] } }
      let rule = DependencyRule(target: request.output ?? "-", dependencies: paths)
      try FileSystem.replace(file, with: Array(rule.text.utf8))
    }
  }

  /// One file of the set in wire format, in pieces: the tag of field 1 with the length, and the
  /// descriptor.
  private static func record(
    _ file: Google.Protobuf.FileDescriptorProto, _ info: SourceInfo?
  ) throws(FileSystem.Failure) -> [[UInt8]] {
    do throws(ProtoEncodingError) {
      let descriptor = try file.serializedBytes(with: info)
      var head: [UInt8] = [1 << 3 | 2]
      var length = descriptor.count
      while length >= 0x80 {
        head.append(UInt8(truncatingIfNeeded: length) | 0x80)
        length >>= 7
      }
      head.append(UInt8(truncatingIfNeeded: length))
      return [head, descriptor]
    } catch {
      throw FileSystem.Failure(path: file.name ?? "", reason: "\(error)")
    }
  }
}
