import MartletDescriptors

/// An enum of the IDL. As a Swift enum, an open one has a case for numbers without a name; of a
/// closed one there are no such values.
struct EnumEmitter {
  private let name: TypeName
  private let descriptor: EnumDescriptor
  private let cases: EnumCases
  private let access: AccessLevel

  init(
    _ descriptor: EnumDescriptor, name: TypeName, access: AccessLevel
  ) throws(GenerationError) {
    self.name = name
    self.descriptor = descriptor
    cases = try EnumCases(descriptor)
    self.access = access
  }

  private var level: String { access.prefix }

  func emit(_ buffer: inout SourceBuffer) {
    let named = cases.all.filter { $0.alias == nil }
    buffer.typeRemarks(on: descriptor, name, access)
    buffer.block(
      "nonisolated \(level)enum \(name.own): MartletProtobuf::\(conformance)"
    ) { buffer in
      for value in named {
        buffer.remarks(on: value.value)
        buffer.line("case \(SwiftNames.escaped(value.name))")
      }
      if !descriptor.isClosed {
        buffer.line("/// A number that has no name in the IDL.")
        buffer.line("case unrecognized(Swift::Int32)")
      }
      for value in cases.all { emitAlias(value, &buffer) }
      buffer.line()
      buffer.block("\(level)init()") { $0.line("self = \(cases.initial)") }
      buffer.line()
      emitMaking(named, &buffer)
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

  private var conformance: String {
    let openness = descriptor.isClosed ? "Closed" : "Open"
    return "Proto\(openness)Enum" + (cases.hasDeprecated ? "WithDeprecatedCases" : "")
  }

  private func emitAlias(_ value: EnumCases.Case, _ buffer: inout SourceBuffer) {
    guard let alias = value.alias else { return }
    buffer.line()
    buffer.remarks("Another name of `\(alias)`.", on: value.value)
    let name = SwiftNames.escaped(value.name)
    buffer.line("\(level)static var \(name): Self { \(value.expression) }")
  }

  /// The initialiser that makes a case of a number. Where cases are deprecated it is, too, and
  /// `init(rawValue:)` comes from the library.
  private func emitMaking(_ named: [EnumCases.Case], _ buffer: inout SourceBuffer) {
    let label = cases.hasDeprecated ? "protoNumber rawValue" : "rawValue"
    let mark = descriptor.isClosed && !cases.hasDeprecated ? "?" : ""
    if cases.hasDeprecated { buffer.deprecated("use init(rawValue:)") }
    buffer.block("\(level)init\(mark)(\(label): Swift::Int32)") { buffer in
      buffer.line("switch rawValue {")
      for value in named {
        buffer.line("case \(value.number): self = .\(SwiftNames.escaped(value.name))")
      }
      buffer.line("default: \(other)")
      buffer.line("}")
    }
  }

  /// What is done with a number that has no name.
  private var other: String {
    if !descriptor.isClosed { return "self = .unrecognized(rawValue)" }
    guard cases.hasDeprecated, let first = cases.all.first else { return "return nil" }
    return "self = ." + SwiftNames.escaped(first.name)
  }
}
