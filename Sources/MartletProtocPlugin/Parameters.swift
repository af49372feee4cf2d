import MartletCodegen
import MartletDriver

/// What stands behind `--martlet_opt=`, or in `opt:` of `buf.gen.yaml`: `key=value`, joined by
/// commas.
struct Parameters {
  /// Why there is nothing to generate, in words for the person who runs protoc.
  struct Invalid: Error {
    let message: String

    init(_ message: String) { self.message = message }
  }

  private static let keys = [
    "access", "naming", "descriptors", "prefix", "module", "import", "services", "file_names",
    "custom_options",
  ]
  /// The keys that may be there several times.
  private static let lists: Set<String> = ["prefix", "import"]

  private(set) var options = GeneratorOptions()
  private(set) var modulePaths = ModulePaths()
  private(set) var fileNames = FileNames.flat

  init(_ text: String) throws(Invalid) {
    var seen: Set<String> = []
    for word in text.split(separator: ",") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(parts[0])
      guard Parameters.keys.contains(key) else {
        let keys = Parameters.keys.joined(separator: ", ")
        throw Invalid("unknown parameter \"\(key)\"; there are \(keys)")
      }
      guard parts.count == 2 else { throw Invalid("the parameter \(key) needs a value: \(key)=…") }
      if !Parameters.lists.contains(key), !seen.insert(key).inserted {
        throw Invalid("the parameter \(key) is there twice")
      }
      try set(key, String(parts[1]))
    }
  }

  private mutating func set(_ key: String, _ value: String) throws(Invalid) {
    switch key {
    case "access": options.access = try choice(key, value)
    case "naming": options.naming = try choice(key, value)
    case "custom_options": options.customOptions = try choice(key, value)
    case "descriptors": options.descriptors = try choice(key, value)
    case "file_names": fileNames = try choice(key, value)
    case "services": options.services = try (choice(key, value) as Choice) == .true
    case "module": options.moduleName = value
    case "prefix": try addPrefix(value)
    default: try addImport(value)
    }
  }

  private enum Choice: String, CaseIterable {
    case `true`, `false`
  }

  /// One of the words that a parameter may be.
  private func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ key: String, _ value: String
  ) throws(Invalid) -> Value {
    if let choice = Value(rawValue: value) { return choice }
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw Invalid("\(key)=\(value): \(key) has to be one of \(names)")
  }

  private mutating func addPrefix(_ value: String) throws(Invalid) {
    guard let (package, prefix) = KeyAndValue.split(value), SwiftGenerator.isPrefix(prefix) else {
      throw Invalid(
        "prefix=\(value): write prefix=PACKAGE=PREFIX, with a prefix that can begin a Swift name")
    }
    if let other = options.prefixes.updateValue(prefix, forKey: package), other != prefix {
      throw Invalid("the package \(package) has two prefixes, \(other) and \(prefix)")
    }
  }

  private mutating func addImport(_ value: String) throws(Invalid) {
    guard let (path, module) = KeyAndValue.split(value), !module.isEmpty else {
      throw Invalid("import=\(value): write import=PATH=MODULE; the path is a file or a folder")
    }
    if let other = modulePaths.add(path, module: module) {
      throw Invalid("\(path) is in two modules, \(other) and \(module)")
    }
  }
}
