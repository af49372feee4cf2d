import MartletDescriptors

/// An enum of the IDL: a Swift enum that keeps numbers without a name.
struct EnumEmitter {
  private let name: String
  private let descriptor: EnumDescriptor
  private let cases: EnumCases
  private let access: AccessLevel

  init(
    _ descriptor: EnumDescriptor, prefix: String, access: AccessLevel
  ) throws(GenerationError) {
    name = SwiftNames.type(prefix + descriptor.name, .enumeration)
    self.descriptor = descriptor
    cases = try EnumCases(descriptor)
    self.access = access
  }

  func emit(_ buffer: inout SourceBuffer) {
    let level = access.prefix
    let named = cases.all.filter { $0.alias == nil }
    buffer.documentation(of: descriptor)
    buffer.block("nonisolated \(level)enum \(name): MartletProtobuf::ProtoEnum") { buffer in
      for value in named {
        buffer.documentation(of: value.value)
        buffer.line("case \(SwiftNames.escaped(value.name))")
      }
      buffer.line("/// A number that has no name in the IDL.")
      buffer.line("case unrecognized(Swift::Int32)")
      for value in cases.all {
        guard let alias = value.alias else { continue }
        buffer.line()
        buffer.documentation("Another name of `\(alias)`.", of: value.value)
        let name = SwiftNames.escaped(value.name)
        buffer.line("\(level)static var \(name): Self { .\(SwiftNames.escaped(alias)) }")
      }
      buffer.line()
      buffer.block("\(level)init()") { $0.line("self = .\(SwiftNames.escaped(cases.first))") }
      buffer.line()
      buffer.block("\(level)init(rawValue: Swift::Int32)") { buffer in
        buffer.line("switch rawValue {")
        for value in named {
          buffer.line("case \(value.number): self = .\(SwiftNames.escaped(value.name))")
        }
        buffer.line("default: self = .unrecognized(rawValue)")
        buffer.line("}")
      }
      buffer.line()
      buffer.block("\(level)var rawValue: Swift::Int32") { buffer in
        buffer.line("switch self {")
        for value in named {
          buffer.line("case .\(SwiftNames.escaped(value.name)): \(value.number)")
        }
        buffer.line("case .unrecognized(let number): number")
        buffer.line("}")
      }
      buffer.line()
      SchemaEmitter.emit(descriptor, access, &buffer)
    }
  }
}
