import MartletDescriptors

/// An enum of the IDL. As a Swift enum, an open one has a case for numbers without a name; of a
/// closed one there are no such values.
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
    let contract = descriptor.isClosed ? "ProtoClosedEnum" : "ProtoOpenEnum"
    buffer.documentation(of: descriptor)
    buffer.block("nonisolated \(level)enum \(name): MartletProtobuf::\(contract)") { buffer in
      for value in named {
        buffer.documentation(of: value.value)
        buffer.line("case \(SwiftNames.escaped(value.name))")
      }
      if !descriptor.isClosed {
        buffer.line("/// A number that has no name in the IDL.")
        buffer.line("case unrecognized(Swift::Int32)")
      }
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
      let failing = descriptor.isClosed ? "?" : ""
      buffer.block("\(level)init\(failing)(rawValue: Swift::Int32)") { buffer in
        buffer.line("switch rawValue {")
        for value in named {
          buffer.line("case \(value.number): self = .\(SwiftNames.escaped(value.name))")
        }
        let other = descriptor.isClosed ? "return nil" : "self = .unrecognized(rawValue)"
        buffer.line("default: \(other)")
        buffer.line("}")
      }
      buffer.line()
      buffer.block("\(level)var rawValue: Swift::Int32") { buffer in
        buffer.line("switch self {")
        for value in named {
          buffer.line("case .\(SwiftNames.escaped(value.name)): \(value.number)")
        }
        if !descriptor.isClosed { buffer.line("case .unrecognized(let number): number") }
        buffer.line("}")
      }
      buffer.line()
      SchemaEmitter.emit(descriptor, access, &buffer)
    }
  }
}
