import Foundation
import MartletDriver
import MartletIDL
import Testing
import ToolTestSupport

/// A check with a cache against one without, after every edit.
@Suite struct CachedCheckTests {
  private let folder: Folder
  private let roots: ImportRoots

  init() throws {
    folder = try Folder()
    roots = ImportRoots([folder.path("idl")])
  }

  private func names() -> [String] { folder.list("idl").filter { $0.hasSuffix(".proto") } }

  private func text(_ diagnostics: [Diagnostic]) -> String {
    DiagnosticRenderer(color: false).render(diagnostics)
      + diagnostics.map { "\($0.rule) \($0.edits.count)\n" }.joined()
  }

  private func cached(_ names: [String]) -> String {
    text(
      CachedCheck.run(
        names, roots: roots, options: CompilerOptions(), folder: folder.path("cache")))
  }

  private func plain(_ names: [String]) -> String {
    text(Compiler(roots: roots).compile(names).diagnostics)
  }

  /// Random trees of files that import each other, edited at random: what is broken, mended, moved,
  /// renamed, declared twice, removed.
  @Test(arguments: 0..<6)
  func answersAreNeverStale(_ seed: UInt64) throws {
    var tree = RandomTree(seed: seed)
    for (name, text) in tree.initialFiles() { try folder.write("idl/" + name, text) }
    var steps = ["at first"]
    for _ in 0..<30 {
      let names = tree.picked(names())
      try #require(cached(names) == plain(names), "after \(steps)")
      // Once more, with nothing changed.
      try #require(cached(names) == plain(names), "again after \(steps)")
      steps.append(try tree.edit(folder, self.names()))
    }
  }

  @Test func damagedAndForeignCachesAreNone() throws {
    try folder.write("idl/a.proto", "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n")
    let expected = plain(["a.proto"])
    #expect(expected.contains("warning"))
    #expect(cached(["a.proto"]) == expected)
    let name = try #require(folder.list("cache").first)
    #expect(folder.list("cache").count == 1)
    let good = try Data(contentsOf: URL(filePath: folder.path("cache/" + name)))
    for position in stride(from: 0, to: good.count, by: 7) {
      var bad = good
      bad[position] ^= 0x10
      try bad.write(to: URL(filePath: folder.path("cache/" + name)))
      #expect(cached(["a.proto"]) == expected)
    }
    for length in [0, 1, 16, 17, good.count - 1] {
      try good.prefix(length).write(to: URL(filePath: folder.path("cache/" + name)))
      #expect(cached(["a.proto"]) == expected)
    }
  }

  @Test func anEditInTheSameInstantCounts() throws {
    try folder.write("idl/a.proto", "syntax = \"proto3\"; message A {}\n")
    #expect(cached(["a.proto"]) == "")
    let path = folder.path("idl/a.proto")
    let before = try FileManager.default.attributesOfItem(atPath: path)
    // The same size and the same date.
    try folder.write("idl/a.proto", "syntax = \"proto3\"; message A }{\n")
    try FileManager.default.setAttributes(
      [.modificationDate: before[.modificationDate] as Any], ofItemAtPath: path)
    #expect(cached(["a.proto"]).contains("error"))
  }

  @Test func aCacheThatCannotBeWrittenIsAWarning() throws {
    try folder.write("idl/a.proto", "syntax = \"proto3\";\n")
    try folder.write("cache", "a file")
    #expect(cached(["a.proto"]).contains("warning: the cache cannot be written"))
  }
}

/// Files and edits, from a seed.
private struct RandomTree {
  private var state: UInt64
  private let count = 14

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  private mutating func random(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % max(bound, 1)
  }

  private mutating func isOneIn(_ bound: Int) -> Bool { random(bound) == 0 }

  /// All files, or some of them.
  mutating func picked(_ names: [String]) -> [String] {
    isOneIn(4) ? names.filter { _ in !isOneIn(3) } : names
  }

  mutating func initialFiles() -> [(String, String)] {
    (0..<count).map { ("f\($0).proto", file($0)) }
  }

  /// A file that mostly is right: it imports earlier ones, and uses some of their types.
  private mutating func file(_ index: Int) -> String {
    var lines = ["syntax = \"proto2\";", "package p\(index % 3);"]
    var imports = (0..<random(4)).map { _ in isOneIn(20) ? random(count) : random(index) }
      .filter { $0 < index || isOneIn(30) }
    imports = Array(Set(imports)).sorted()
    if index == 0 { imports = [] }
    for other in imports {
      lines.append("import \(isOneIn(4) ? "public " : "")\"f\(other).proto\";")
    }
    if isOneIn(5) { lines.append("import \"google/protobuf/any.proto\";") }
    if isOneIn(6) { lines.append("import \"google/protobuf/descriptor.proto\";") }
    lines.append("message M\(isOneIn(12) ? random(count) : index) {")
    lines.append("  \(isOneIn(5) ? "extensions 100 to 200;" : "reserved 9;")")
    lines.append("  optional string name = 1\(isOneIn(5) ? " [deprecated = true]" : "");")
    for (place, other) in imports.enumerated() where !isOneIn(4) {
      lines.append("  optional p\(other % 3).M\(other) f\(place) = \(place + 2);")
    }
    if isOneIn(6) { lines.append("  optional M\(random(count)) guess = 20;") }
    lines.append("}")
    if isOneIn(6), let other = imports.first {
      lines.append(
        "extend p\(other % 3).M\(other) { optional int32 e\(index) = \(100 + random(4)); }")
    }
    if isOneIn(8) { lines.append("message p\(random(3)) {}") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Does something to one of the files. Returns what.
  mutating func edit(_ folder: Folder, _ names: [String]) throws -> String {
    let index = random(count)
    let name = "f\(index).proto"
    let path = "idl/" + name
    let text = names.contains(name) ? try folder.read(path) : ""
    switch random(9) {
    case 0:
      try folder.write(path, text + "// more\n")
      return "comment in \(name)"
    case 1:
      try folder.write(path, "// above\n" + text)
      return "comment above \(name)"
    case 2, 3:
      try folder.write(path, file(index))
      return "another \(name)"
    case 4:
      if names.contains(name) { try folder.remove(path) }
      return "\(name) removed"
    case 5:
      try folder.write(path, text.replacingOccurrences(of: "optional", with: "opional"))
      return "\(name) broken"
    case 6:
      try folder.write(path, text.replacingOccurrences(of: "opional", with: "optional"))
      return "\(name) mended"
    case 7:
      try folder.write(path, text + "message Extra { optional int32 x = 1; }\n")
      return "Extra in \(name)"
    default:
      let own = "google/protobuf/descriptor.proto"
      if folder.exists("idl/" + own) {
        try folder.remove("idl/" + own)
        return "\(own) removed"
      }
      guard isOneIn(2) else { return "nothing" }
      try folder.write(
        "idl/" + own,
        """
        syntax = "proto2";
        package google.protobuf;
        message FileOptions { optional string java_package = 1; }
        message MessageOptions { optional bool deprecated = 3; }
        message FieldOptions { optional bool packed = 2; }

        """)
      return "own \(own)"
    }
  }
}
