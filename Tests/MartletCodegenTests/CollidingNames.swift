import Foundation

/// Names that mean something in Swift, in our runtime or in generated code.
enum CollidingNames {
  /// All of them, sorted; those that the IDL allows, which are ASCII words.
  static let all: [String] = {
    let words = runtime.union(swift).union(generated)
    return words.filter { $0.contains { $0 != "_" } }.sorted()
  }()

  /// Keywords, contextual ones included, and the names of the standard library that generated code
  /// uses, or that people expect trouble of.
  private static let swift = words(
    """
    Any Self Type Protocol as associatedtype break case catch class continue default defer deinit do
    else enum extension fallthrough false fileprivate for func guard if import in init inout internal
    is let nil operator precedencegroup private protocol public repeat rethrows return self static
    struct subscript super switch throw throws true try typealias var where while
    actor any async await borrowing consume consuming convenience copy didSet discard distributed
    dynamic each final get indirect infix isolated lazy left macro mutating none nonisolated
    nonmutating nonsending open optional override package postfix precedence prefix required right
    sending set some then unowned unsafe weak willSet yield _modify _read
    Array AsyncSequence Bool Character CustomStringConvertible Data Date Dictionary Double Element
    Equatable Error Float Foundation Hashable Hasher Int Int16 Int32 Int64 Int8 Iterator Never
    Optional RawRepresentable RawValue Result Sendable Sequence Set String Substring Swift Task UInt
    UInt16 UInt32 UInt64 UInt8 UnsafePointer UnsafeRawPointer Void _Concurrency
    allCases count debugDescription description first hash hashValue id index isEmpty last map
    pointee rawValue Some None type
    """)

  /// What generated code declares itself.
  private static let generated = words(
    """
    Client Google MartletProtobuf MartletRPC MartletVersionCheck Requests Response Result Service
    body channel context decode descriptor encode message method methods name number old options path
    produce protoFile protoMessageName protoSchema reader request requests response responses
    serializedBytes service serviceName serving start storage tag unknownFields unrecognized value
    with writer init_ self_ _name _value
    """)

  /// Every word in a public declaration of the modules that generated code stands on.
  private static let runtime: Set<String> = {
    var names: Set<String> = []
    for module in ["MartletProtobuf", "MartletRPC"] {
      let folder = Descriptors.package.appending(path: "Sources/" + module)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        if file.path.contains("/Generated/") { continue }
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
          let code = line.prefix { $0 != "/" }
          if words(String(code)).contains("public") { names.formUnion(words(String(code))) }
        }
      }
    }
    return names
  }()

  private static func words(_ text: String) -> Set<String> {
    Set(
      text.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_") }.map(String.init)
        .filter { $0.first?.isNumber == false })
  }
}
