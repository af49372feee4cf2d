import MartletCodegen
import MartletDriver
import MartletIDL

/// The arguments that the plugins give to the tool.
///
///     --output DIRECTORY
///     --access LEVEL                     stronger than martlet.json
///     --no-rpc                           the target does not depend on MartletRPC
///     --module NAME DIRECTORY ACCESS     the target, with its default access level
///     --sibling NAME DIRECTORY ACCESS    a target of the same package that it may import
///     --dependency NAME DIRECTORY ACCESS a target of another package
///     --file PATH OUTPUT                 an IDL file, and the Swift file that comes out of it
struct Arguments {
  /// An argument list that no plugin of this version writes.
  struct Invalid: Error {
    let message: String
  }

  private(set) var request: GenerationRequest
  /// What is wrong with the `martlet.json` files.
  private(set) var diagnostics: [Diagnostic] = []
  private var rest: ArraySlice<String>

  init(_ arguments: [String]) throws(Invalid) {
    request = GenerationRequest(
      module: .init(name: nil, roots: []), files: [], outputDirectory: "")
    rest = arguments[...]
    var access: AccessLevel?
    while let flag = rest.popFirst() {
      switch flag {
      case "--output": request.outputDirectory = try next(flag)
      case "--access": access = try level(flag)
      case "--no-rpc": request.services = .unavailable
      case "--module": request.module = try module(flag)
      case "--sibling": request.dependencies.append(try module(flag))
      case "--dependency":
        var module = try module(flag)
        module.isSibling = false
        request.dependencies.append(module)
      case "--file":
        request.files.append(.init(path: try next(flag), output: try next(flag)))
      default: throw Invalid(message: "unknown argument \"\(flag)\"")
      }
    }
    if let access { request.module.access = access }
    request.removesStaleFiles = true
  }

  private mutating func next(_ flag: String) throws(Invalid) -> String {
    guard let value = rest.popFirst() else { throw Invalid(message: "\(flag) needs a value") }
    return value
  }

  private mutating func level(_ flag: String) throws(Invalid) -> AccessLevel {
    let name = try next(flag)
    guard let level = AccessLevel(rawValue: name) else {
      let levels = AccessLevel.allCases.map(\.rawValue).joined(separator: ", ")
      throw Invalid(message: "\"\(name)\" is no access level; those are \(levels)")
    }
    return level
  }

  private mutating func module(_ flag: String) throws(Invalid) -> GenerationRequest.Module {
    let name = try next(flag)
    let directory = try next(flag)
    let defaultAccess = try level(flag)
    let (configuration, diagnostics) = ModuleConfiguration.load(from: directory)
    self.diagnostics += diagnostics
    return configuration.module(name: name, directory: directory, defaultAccess: defaultAccess)
  }
}
