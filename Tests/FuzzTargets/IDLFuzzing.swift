import MartletDescriptors
import MartletIDL
import MartletProtobuf

/// The compiler, fed with the files of an imagined disk: lexer, parser, legality, linker, options,
/// descriptors with and without source info, diagnostics.
///
/// An input is one file, `a.proto`, or several: a line `//// name` starts the file of that name.
/// All of them are asked for. They can import each other and what the compiler brings along.
public enum IDLFuzzing {
  /// Compiles the input in one of the ways that there are; which one, the input's length decides.
  public static func run(_ input: [UInt8]) {
    let files = split(input)
    var options = CompilerOptions()
    options.retainOptions = input.count & 1 != 0
    options.sourceInfo = input.count & 2 != 0 ? .full : .comments
    let compiler = Compiler(sources: InMemorySources(bytes: files), options: options)
    let names = files.keys.sorted()
    let result = compiler.compile(names)
    _ = DiagnosticRenderer().render(result.diagnostics)
    check(result, asked: names)
  }

  /// What callers rely on, whatever the input.
  private static func check(_ result: CompilationResult, asked names: [String]) {
    for info in result.sourceInfo.values { _ = info.decoded() }
    if result.hasErrors { return }
    let given = Set(result.files.compactMap(\.name))
    precondition(given.isSuperset(of: names), "no errors, but a file is missing")
    var pool = DescriptorPool()
    for file in result.files {
      do {
        let again = try Google.Protobuf.FileDescriptorProto(
          serializedBytes: file.serializedBytes())
        precondition(again == file, "the descriptor does not survive encoding")
        try pool.insert(file)
      } catch {
        // The pool checks what it relies on; a compiled file must hold it.
        fatalError("\(file.name ?? ""): \(error)")
      }
    }
  }

  /// The files of an input by their names; of two with one name the last.
  static func split(_ input: [UInt8]) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    var name = "a.proto"
    var start = 0
    var line = 0
    while line < input.count {
      let end = input[line...].firstIndex(of: UInt8(ascii: "\n")) ?? input.count
      if input[line..<end].starts(with: marker) {
        if line > start || !files.isEmpty { files[name] = Array(input[start..<line]) }
        name = String(decoding: input[(line + marker.count)..<end], as: UTF8.self)
        start = min(end + 1, input.count)
      }
      line = end + 1
    }
    files[name] = Array(input[start...])
    return files
  }

  private static let marker = Array("//// ".utf8)
}
