import MartletCodegen
import MartletDescriptors
import MartletIDL
import MartletProtobuf

/// Which Swift module each compiled file belongs to, and whether the modules fit together.
struct ModuleMap {
  /// IDL file to Swift module, for files of other modules.
  private(set) var moduleOf: [String: String] = [:]
  /// Swift module to naming, for other modules.
  private(set) var namings: [String: Naming] = [:]
  /// Swift module to which files' descriptors it carries, for other modules.
  private(set) var embeddings: [String: DescriptorEmbedding] = [:]
  /// Package to prefix, over all modules.
  private(set) var prefixes: [String: String]

  private let request: GenerationRequest
  private let sources: ModuleSources
  private let files: [Google.Protobuf.FileDescriptorProto]

  init(
    request: GenerationRequest, sources: ModuleSources,
    files: [Google.Protobuf.FileDescriptorProto]
  ) {
    self.request = request
    self.sources = sources
    self.files = files
    prefixes = request.module.prefixes
    for file in files where ShippedTypes.module(of: file.name ?? "") == nil {
      guard let module = dependency(of: file.name ?? "") else {
        moduleOf[file.name ?? ""] = request.modulePaths.module(of: file.name ?? "")
        continue
      }
      moduleOf[file.name ?? ""] = module.name
      if let name = module.name {
        namings[name] = module.naming
        embeddings[name] = module.descriptors
      }
      if let prefix = module.prefixes[file.package ?? ""] {
        prefixes[file.package ?? ""] = prefix
      }
    }
  }

  private func dependency(of name: String) -> GenerationRequest.Module? {
    guard case .dependency(let index) = sources.origin(of: name) else { return nil }
    return request.dependencies[index]
  }

  private func module(of name: String) -> GenerationRequest.Module? {
    sources.origin(of: name) == .own ? request.module : dependency(of: name)
  }

  /// Where a file is on disk, or its name if nobody knows.
  func path(of name: String) -> String {
    source(of: name)?.displayPath ?? name
  }

  /// What is wrong with the way in which files of several modules use each other. `names` are the
  /// files that code is generated for.
  func diagnostics(for names: [String]) -> [Diagnostic] {
    let own = Set(names)
    var diagnostics: [Diagnostic] = []
    for file in files {
      let name = file.name ?? ""
      for dependency in file.dependency {
        if let error = ambiguity(of: dependency, in: name) { diagnostics.append(error) }
        if own.contains(name), let error = closedDoor(dependency, name) {
          diagnostics.append(error)
        }
      }
      if let error = prefixClash(file) { diagnostics.append(error) }
      if own.contains(name), request.services == .unavailable {
        diagnostics += file.service.map { unavailable($0.name ?? "", name) }
      }
    }
    return diagnostics
  }

  // MARK: - Findings

  /// An import that means one file for its author, and another one here.
  private func ambiguity(of dependency: String, in importer: String) -> Diagnostic? {
    guard let home = sources.origin(of: importer), let found = sources.origin(of: dependency)
    else { return nil }
    let candidates: [ModuleSources.Origin]
    if found != home, sources.has(dependency, in: home) {
      candidates = [found, home]
    } else if home == .own, found != .own {
      candidates = sources.dependencies(with: dependency).map { .dependency($0) }
    } else {
      return nil
    }
    guard candidates.count > 1 else { return nil }
    let targets = candidates.map { targetName($0) }.joined(separator: " and ")
    return finding(
      .error, "\"\(dependency)\" is in \(targets)", importer, at: .importing(dependency),
      help: "a file has one import path; put one of the two into a folder of its own")
  }

  /// An import from a module whose generated types are not visible here.
  private func closedDoor(_ dependency: String, _ importer: String) -> Diagnostic? {
    guard let module = self.dependency(of: dependency) else { return nil }
    switch module.access {
    case .public: return nil
    case .package: if module.isSibling { return nil }
    case .internal: break
    }
    let name = module.name ?? ""
    return finding(
      .error,
      "\"\(dependency)\" belongs to target \(name), whose generated types are "
        + "\(module.access.rawValue)",
      importer, at: .importing(dependency),
      help: "set \"access\": \"public\" in the \(ModuleConfiguration.fileName) of \(name)")
  }

  /// A package that is spread over modules which give it different prefixes.
  private func prefixClash(_ file: Google.Protobuf.FileDescriptorProto) -> Diagnostic? {
    let package = file.package ?? ""
    guard let module = module(of: file.name ?? ""),
      module.prefixes[package] != prefixes[package]
    else { return nil }
    return finding(
      .error,
      "the prefix of package \"\(package)\" is not the same in all targets that have files of it",
      file.name ?? "", at: nil,
      help: "give it the same one in every \(ModuleConfiguration.fileName)")
  }

  private func unavailable(_ service: String, _ file: String) -> Diagnostic {
    let target = request.module.name.map { "target \($0)" } ?? "the target"
    return finding(
      .warning, "service \"\(service)\" is left out: \(target) does not depend on MartletRPC",
      file, at: .service(service),
      help: "add the product Martlet to the target's dependencies")
  }

  private func targetName(_ origin: ModuleSources.Origin) -> String {
    switch origin {
    case .own: "target \(request.module.name ?? "")"
    case .dependency(let index): "target \(request.dependencies[index].name ?? "")"
    }
  }

  // MARK: - Places

  private func source(of name: String) -> SourceFile? {
    if case .found(let file, identity: _) = sources.source(named: name, limit: 64 << 20) {
      return file
    }
    return nil
  }

  private func finding(
    _ severity: Diagnostic.Severity, _ message: DiagnosticMessage, _ name: String,
    at place: SourcePlace?, help: String
  ) -> Diagnostic {
    guard let file = source(of: name) else {
      return Diagnostic(severity, message, path: name, help: help)
    }
    guard let span = place?.span(in: file) else {
      return Diagnostic(severity, message, path: file.displayPath, help: help)
    }
    return Diagnostic(severity, message, at: span, help: help)
  }
}
