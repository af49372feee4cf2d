/// Which files have their Swift in other modules, told by their import paths.
public struct ModulePaths: Sendable {
  private var modules: [String: String] = [:]

  /// None do.
  public init() {}

  /// Puts a file, or every file in a folder and below it, into a module. Answers the module that it
  /// was put into before, if that was another one.
  public mutating func add(_ path: String, module: String) -> String? {
    let other = modules.updateValue(module, forKey: path)
    return other == module ? nil : other
  }

  /// The module that a file was put into, by itself or with the nearest folder; nil if it was not.
  public func module(of file: String) -> String? {
    var path = file
    while !path.isEmpty {
      if let module = modules[path] { return module }
      path = FilePath.parent(of: path)
    }
    return nil
  }
}
