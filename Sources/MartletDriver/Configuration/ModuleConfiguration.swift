public import MartletCodegen
public import MartletIDL

/// What a target's `martlet.json` says; every setting may be left out.
///
///     {
///       "access": "public",
///       "naming": "qualified",
///       "descriptors": "embed",
///       "roots": ["protos"],
///       "prefixes": { "shop.v1": "V1" }
///     }
public struct ModuleConfiguration: Sendable {
  /// The file's name, at the top of a target's folder.
  public static let fileName = "martlet.json"
  private static let keys = [
    "access", "customOptions", "naming", "descriptors", "roots", "prefixes",
  ]

  /// Who may use the generated types; nil for the target's default.
  public var access: AccessLevel?
  /// What becomes of extensions of the messages of `descriptor.proto`.
  public var customOptions = CustomOptions.omit
  /// How the outermost types of a package are named.
  public var naming = Naming.simple
  /// Which files' descriptors are in the code.
  public var descriptors = DescriptorEmbedding.automatic
  /// The folders that import paths are relative to, relative to the target's own.
  public var roots: [String] = ["."]
  /// Package to prefix of its types' Swift names.
  public var prefixes: [String: String] = [:]

  /// The settings of a target that has no file.
  public init() {}

  /// The settings of the target in `directory`, and what is wrong with them.
  public static func load(from directory: String) -> (ModuleConfiguration, [Diagnostic]) {
    let path = directory + "/" + fileName
    switch ImportRoots([directory]).source(named: fileName, limit: 1 << 20) {
    case .missing: return (ModuleConfiguration(), [])
    case .unreadable(_, let reason):
      return (ModuleConfiguration(), [Diagnostic(.error, "the file \(reason)", path: path)])
    case .found(let file, identity: _): return read(file)
    }
  }

  /// A module of these settings.
  public func module(
    name: String, directory: String, defaultAccess: AccessLevel
  ) -> GenerationRequest.Module {
    var module = GenerationRequest.Module(
      name: name, roots: roots.map { FilePath.join(directory, $0) },
      access: access ?? defaultAccess, prefixes: prefixes)
    module.naming = naming
    module.customOptions = customOptions
    module.descriptors = descriptors
    return module
  }

  /// The settings in `file`, and what is wrong with them.
  static func read(_ file: SourceFile) -> (ModuleConfiguration, [Diagnostic]) {
    var reading = Reading(file: file)
    do throws(JSONSyntaxError) {
      reading.read(try JSONReader.read(file.bytes))
    } catch {
      reading.report(error.message, error.offset..<error.offset + 1)
    }
    return (reading.configuration, reading.diagnostics)
  }

  /// One pass over the file.
  private struct Reading {
    let file: SourceFile
    var configuration = ModuleConfiguration()
    var diagnostics: [Diagnostic] = []

    mutating func read(_ value: JSONValue) {
      guard let members = object(value, "the configuration") else { return }
      for member in members {
        switch member.key {
        case "access": configuration.access = choice(member)
        case "customOptions": configuration.customOptions = choice(member) ?? .omit
        case "naming": configuration.naming = choice(member) ?? .simple
        case "descriptors": configuration.descriptors = choice(member) ?? .automatic
        case "roots": readRoots(member.value)
        case "prefixes": readPrefixes(member.value)
        default:
          report(
            "unknown key \"\(member.key)\"", member.keyRange,
            help: "the keys are " + quotedList(ModuleConfiguration.keys))
        }
      }
    }

    /// One of the words that a setting may be.
    private mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
      _ member: JSONValue.Member
    ) -> Choice? {
      if case .string(let name) = member.value.content, let choice = Choice(rawValue: name) {
        return choice
      }
      let names = quotedList(Choice.allCases.map(\.rawValue))
      report("\"\(member.key)\" has to be one of \(names)", member.value.range)
      return nil
    }

    private mutating func readRoots(_ value: JSONValue) {
      guard case .array(let elements) = value.content, !elements.isEmpty else {
        return report(
          "\"roots\" has to be an array of folders", value.range,
          help: "for the target's own folder leave it out, or write [\".\"]")
      }
      configuration.roots = []
      for element in elements {
        guard case .string(let root) = element.content, !root.isEmpty else {
          report("a root has to be a folder in quotes", element.range)
          continue
        }
        let directory = FilePath.parent(of: file.displayPath)
        if !FileSystem.isDirectory(FilePath.join(directory, root)) {
          report(
            "there is no folder \"\(root)\"", element.range,
            help: "roots are relative to the folder of \(ModuleConfiguration.fileName)")
        }
        configuration.roots.append(root)
      }
    }

    private mutating func readPrefixes(_ value: JSONValue) {
      guard let members = object(value, "\"prefixes\"") else { return }
      for member in members {
        guard case .string(let prefix) = member.value.content else {
          report("a prefix has to be a text in quotes", member.value.range)
          continue
        }
        guard SwiftGenerator.isPrefix(prefix) else {
          report(
            "\"\(prefix)\" cannot begin the name of a Swift type", member.value.range,
            help: "use letters, digits and \"_\", beginning with a letter")
          continue
        }
        configuration.prefixes[member.key] = prefix
      }
    }

    /// The members of an object that has every key once.
    private mutating func object(_ value: JSONValue, _ what: String) -> [JSONValue.Member]? {
      guard case .object(let members) = value.content else {
        report("\(what) has to be an object: { … }", value.range)
        return nil
      }
      var seen: Set<String> = []
      for member in members where !seen.insert(member.key).inserted {
        report("the key \"\(member.key)\" is there twice", member.keyRange)
      }
      return members
    }

    mutating func report(
      _ message: DiagnosticMessage, _ range: Range<Int>, help: String? = nil
    ) {
      diagnostics.append(
        Diagnostic(.error, message, at: SourceSpan(file: file, range: range), help: help))
    }

    private func quotedList(_ words: [String]) -> String {
      words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
  }
}
