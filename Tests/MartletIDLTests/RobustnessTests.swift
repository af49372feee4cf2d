import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// Whatever the bytes are: no crash, no hang, an answer.
struct RobustnessTests {
  /// SplitMix64: the same bytes on every machine for one seed.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for folder in [Corpus.valid, Corpus.invalid, Corpus.include] {
      for name in Corpus.names(in: folder) {
        let data = (try? Data(contentsOf: folder.appending(path: name))) ?? Data()
        files[name] = [UInt8](data)
      }
    }
    return files
  }()

  private func compile(_ name: String, _ bytes: [UInt8]) {
    var files = Self.files
    files[name] = bytes
    var options = CompilerOptions()
    options.sourceInfo = .full
    let sources = InMemorySources(bytes: files)
    let result = Compiler(sources: sources, options: options).compile([name])
    for info in result.sourceInfo.values { _ = info.decoded() }
    _ = DiagnosticRenderer().render(result.diagnostics)
  }

  @Test(arguments: files.keys.sorted())
  func truncatedAnywhere(_ name: String) throws {
    let bytes = try #require(Self.files[name])
    // As many places as fit into the time of a test.
    let stride = max(1, bytes.count / 80)
    for end in Swift.stride(from: 0, to: bytes.count, by: stride) {
      compile(name, Array(bytes[..<end]))
    }
  }

  @Test(arguments: files.keys.sorted())
  func mutatedAtRandom(_ name: String) throws {
    let bytes = try #require(Self.files[name])
    var random = Generator(state: UInt64(bytes.count) &* 0x5851_F42D)
    let words =
      "{ } [ ] ( ) < > ; , = . - \" ' / * \\ 0 \u{0} message enum oneof map reserved option to max"
      .split(separator: " ").map { Array($0.utf8) }
    for _ in 0..<40 {
      var mutant = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) where !mutant.isEmpty {
        let index = Int.random(in: 0..<mutant.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: mutant[index] = UInt8.random(in: 0...255, using: &random)
        case 1: mutant.remove(at: index)
        case 2: mutant.insert(contentsOf: words.randomElement(using: &random) ?? [], at: index)
        default:
          let end = min(mutant.count, index + Int.random(in: 1...40, using: &random))
          mutant.append(contentsOf: mutant[index..<end])
        }
      }
      compile(name, mutant)
    }
  }

  // MARK: - Depth and size

  private func errors(_ text: String, limits: CompilerLimits = CompilerLimits()) -> [String] {
    Compiler(sources: InMemorySources(["a.proto": text]), limits: limits).compile(["a.proto"])
      .diagnostics.filter { $0.severity == .error }.map(\.message)
  }

  @Test func messagesNestTenThousandDeep() {
    let depth = 10_000
    let text =
      "syntax = \"proto3\";\n" + String(repeating: "message M { ", count: depth)
      + String(repeating: "}", count: depth)
    #expect(errors(text) == ["messages nest deeper than 31 levels"])
    #expect(errors(String(text.prefix(text.count / 2))).count <= 2)
  }

  @Test func optionValuesNestTenThousandDeep() {
    let depth = 10_000
    for (open, close) in [("a {", "}"), ("a <", ">"), ("a: [", "]"), ("a [{", "}]")] {
      let text =
        "syntax = \"proto3\";\noption (x) = {" + String(repeating: open, count: depth)
        + String(repeating: close, count: depth) + "};\n"
      #expect(errors(text).count == 1, "\(open)")
    }
    let parentheses = "syntax = \"proto3\";\noption " + String(repeating: "(", count: depth)
    #expect(errors(parentheses).count == 1)
  }

  @Test func importsFormALongChain() {
    var files: [String: String] = [:]
    for index in 0..<2_000 {
      files["f\(index).proto"] = "syntax = \"proto3\";\nimport \"f\(index + 1).proto\";\n"
    }
    files["f2000.proto"] = "syntax = \"proto3\";\n"
    let result = Compiler(sources: InMemorySources(files)).compile(["f0.proto"])
    #expect(!result.hasErrors)
    #expect(result.files.count == 2_001)
    #expect(result.files.first?.name == "f2000.proto")
    #expect(result.files.last?.name == "f0.proto")
  }

  @Test func aFileImportsItself() {
    let text = "syntax = \"proto3\";\nimport \"a.proto\";\n"
    #expect(errors(text) == ["imports go in a circle: a.proto -> a.proto"])
  }

  @Test func limitsAreKept() {
    var limits = CompilerLimits()
    limits.fileBytes = 64 << 10
    let large = "syntax = \"proto3\";\n" + String(repeating: "// padding\n", count: 10_000)
    #expect(errors(large, limits: limits).count == 1)

    limits = CompilerLimits()
    limits.errorsPerFile = 5
    let faulty =
      "syntax = \"proto3\";\n" + String(repeating: "message A { B b = 1; }\n", count: 50)
    let messages = errors(faulty, limits: limits)
    #expect(messages.count == 6)
    #expect(messages.contains { $0.hasPrefix("more than 5 errors") })
  }

  @Test(arguments: ["", "\n", "\u{FEFF}", " \t\r\n", "//", "/**/", ";"])
  func nothingMuch(_ text: String) {
    #expect(errors(text).isEmpty)
  }
}
