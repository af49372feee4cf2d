import MartletDescriptors

/// The descriptor that the code of a file carries, and by which its types know their file.
struct DescriptorEmitter {
  private static let namespace = "MartletProtobuf::ProtoFiles"

  private let plan: DescriptorPlan
  private let retention: SourceRetention
  private let access: AccessLevel
  /// The modules whose files are referred to.
  private(set) var usedModules: Set<String> = []
  /// The files that have to be carried because nobody else does, in order.
  private var copies: [FileDescriptor] = []

  init(_ plan: DescriptorPlan, _ retention: SourceRetention, _ access: AccessLevel) {
    self.plan = plan
    self.retention = retention
    self.access = access
  }

  /// The expression for the descriptor of a file that carries its own.
  static func expression(_ file: FileDescriptor) -> String {
    namespace + "." + identifier(file.name)
  }

  /// The property that holds the file, and those for copies of what it imports.
  mutating func emit(_ file: FileDescriptor, _ buffer: inout SourceBuffer) throws(GenerationError) {
    try buffer.block("nonisolated extension " + DescriptorEmitter.namespace) {
      buffer throws(GenerationError) in
      buffer.line("/// The file that this code was generated from.")
      try emit(file, access.prefix, DescriptorEmitter.identifier(file.name), &buffer)
      var next = 0
      while next < copies.count {
        let copy = copies[next]
        next += 1
        buffer.line()
        try emit(copy, "fileprivate ", DescriptorEmitter.copyIdentifier(copy.name), &buffer)
      }
    }
  }

  private mutating func emit(
    _ file: FileDescriptor, _ level: String, _ name: String, _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    buffer.line("\(level)static let \(name) = MartletProtobuf::ProtoFile(")
    buffer.indent()
    buffer.line(SwiftLiteral.string(file.name) + ",")
    let imports = file.dependencies.filter { !$0.isPlaceholder }
    if !imports.isEmpty {
      buffer.line("imports: [")
      for file in imports { buffer.line("  \(reference(file)),") }
      buffer.line("],")
    }
    var lines = DescriptorLiteral.lines(try retention.stripped(file))
    lines[lines.count - 1] += ")"
    for line in lines { buffer.line(line) }
    buffer.outdent()
  }

  private mutating func reference(_ file: FileDescriptor) -> String {
    let name = DescriptorEmitter.identifier(file.name)
    switch plan.place(of: file) {
    case .generated(module: nil): return DescriptorEmitter.namespace + "." + name
    case .generated(let module?):
      usedModules.insert(module)
      return "\(DescriptorEmitter.namespace).\(module)::\(name)"
    case .elsewhere:
      return "MartletProtobuf::ProtoFile(inMartletDescriptors: \(SwiftLiteral.string(file.name)))"
    case .copy:
      if !copies.contains(where: { $0.name == file.name }) { copies.append(file) }
      return DescriptorEmitter.namespace + "." + DescriptorEmitter.copyIdentifier(file.name)
    }
  }

  /// The extensions by which the types of a file know it.
  static func emitConformances(
    _ types: [String], _ file: FileDescriptor, _ access: AccessLevel, _ buffer: inout SourceBuffer
  ) {
    for type in types {
      buffer.line()
      buffer.block("nonisolated extension \(type): MartletProtobuf::ProtoDescribed") {
        $0.line(property(file, access))
      }
    }
  }

  /// The property that `ProtoDescribed` asks for.
  static func property(_ file: FileDescriptor, _ access: AccessLevel) -> String {
    "\(access.prefix)static var protoFile: MartletProtobuf::ProtoFile { \(expression(file)) }"
  }

  private static func identifier(_ file: String) -> String { "`\(escaped(file))`" }
  private static func copyIdentifier(_ file: String) -> String { "`\(escaped(file)), a copy`" }

  /// A raw identifier may contain nearly everything; what it may not stands as its number.
  private static func escaped(_ file: String) -> String {
    var result = ""
    for scalar in file.unicodeScalars {
      let isPlain = (0x20..<0x7F).contains(scalar.value) && !"`\\%".unicodeScalars.contains(scalar)
      if isPlain {
        result.unicodeScalars.append(scalar)
      } else {
        result += "%" + String(scalar.value, radix: 16) + ";"
      }
    }
    return result
  }
}
