import MartletIDL
import Synchronization

/// The IDL files of a module and of those it depends on, for the compiler to find imports in.
///
/// The module's own files come first, then those of its dependencies, nearest first. Which module
/// a file was found in is remembered: that is the module to import in Swift.
final class ModuleSources: SourceProvider {
  private let own: ImportRoots
  private let dependencies: [(module: GenerationRequest.Module, roots: ImportRoots)]
  private let found = Mutex<[String: Origin]>([:])

  /// Where a file was found.
  enum Origin: Equatable {
    case own
    /// The index of the dependency.
    case dependency(Int)
  }

  init(_ request: GenerationRequest) {
    own = request.module.roots
    dependencies = request.dependencies.map { ($0, $0.roots) }
  }

  func source(named name: String, limit: Int) -> SourceLookup {
    let ownLookup = own.source(named: name, limit: limit)
    if isAnswer(ownLookup, for: name, .own) { return ownLookup }
    for (index, dependency) in dependencies.enumerated() {
      let lookup = dependency.roots.source(named: name, limit: limit)
      if isAnswer(lookup, for: name, .dependency(index)) { return lookup }
    }
    return .missing
  }

  private func isAnswer(_ lookup: SourceLookup, for name: String, _ origin: Origin) -> Bool {
    if case .missing = lookup { return false }
    found.withLock { $0[name] = origin }
    return true
  }

  func importPath(of argument: String) -> Result<String, ImportPathError> {
    own.importPath(of: argument)
  }

  func knownNames() -> [String] {
    own.knownNames() + dependencies.flatMap { $0.roots.knownNames() }
  }

  /// Where a file that the compiler asked for was found; nil for those that come with the compiler.
  func origin(of name: String) -> Origin? {
    found.withLock { $0[name] }
  }

  /// The dependencies that have a file of this name, by their index.
  func dependencies(with name: String) -> [Int] {
    dependencies.indices.filter { dependencies[$0].roots.path(of: name) != nil }
  }

  /// Whether the module that `origin` stands for has a file of this name.
  func has(_ name: String, in origin: Origin) -> Bool {
    switch origin {
    case .own: own.path(of: name) != nil
    case .dependency(let index): dependencies[index].roots.path(of: name) != nil
    }
  }
}
