import Foundation
import MartletDescriptors
import MartletProtobuf
import Testing

@testable import MartletCodegen

/// The descriptors that generated code carries.
@Suite
struct EmbeddingTests {
  private static let corpus = Descriptors.package.appending(path: "Tests/IDLCorpus").path
  private static let roots = [
    corpus + "/valid", corpus + "/include", Descriptors.package.appending(path: "idl").path,
  ]
  static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: corpus + "/valid")) ?? [])
    .filter { $0.hasSuffix(".proto") }.sorted()

  /// Files in which custom options are set in parts: protoc also puts the parts together.
  private static let inParts: Set = [
    "custom_options.proto", "edition2023.proto", "edition2024.proto",
    "edition_foreign_features.proto", "retention.proto", "spans.proto", "spans_retention.proto",
  ]

  /// What protoc gives without being asked for options that are for the compiler only.
  @Test(arguments: files)
  func theBytesAreThoseOfProtoc(_ file: String) throws {
    let complete = try Descriptors.protoc(
      ["--include_imports", "--include_source_info", "--retain_options", file], roots: Self.roots)
    let pool = try DescriptorPool(serializedBytes: complete)
    let ours = try SourceRetention(pool).stripped(try #require(pool.file(named: file)))
    let theirs = record(try Descriptors.protoc([file], roots: Self.roots))
    if !Self.inParts.contains(file) { #expect(ours == theirs) }
    // As text, since a NaN is not equal to itself.
    #expect(try meaning(ours, pool).description == meaning(theirs, pool).description)
  }

  /// A descriptor with its options, as they are read by those who know the custom ones.
  private func meaning(_ bytes: [UInt8], _ pool: DescriptorPool) throws -> DynamicMessage {
    let type =
      pool.message(named: "google.protobuf.FileDescriptorProto")
      ?? Google.Protobuf.FileDescriptorProto.descriptor
    var message = DynamicMessage(type)
    try message.merge(serializedBytes: bytes, extensions: pool)
    return message
  }

  @Test
  func thereIsSomethingToTakeOut() throws {
    #expect(Self.files.count > 20)
    let retained = try Descriptors.protoc(
      ["--retain_options", "retention.proto"], roots: Self.roots)
    #expect(try Descriptors.protoc(["retention.proto"], roots: Self.roots).count < retained.count)
  }

  /// The only file of a set: behind a tag of one byte and a length.
  private func record(_ set: [UInt8]) -> [UInt8] {
    let length = set.dropFirst().firstIndex { $0 < 0x80 } ?? 0
    return Array(set[(length + 1)...])
  }

  @Test(.enabled(if: TypeCheck.modules != nil), arguments: [DescriptorEmbedding.automatic, .embed])
  func filesReferToEachOther(_ choice: DescriptorEmbedding) throws {
    let names = ["embedded.proto", "greeter.proto", "proto2.proto"]
    let files = try Descriptors.compile("embedded.proto")
    var options = GeneratorOptions()
    options.access = .public
    options.descriptors = choice
    var sources: [String: String] = [:]
    let all = try SwiftGenerator(files: files, options: options)
    for name in names { sources[name] = try all.generate(name).contents }
    let clock = try #require(sources["embedded.proto"])
    #expect(clock.contains("`proto2.proto, a copy`") == (choice == .automatic))
    #expect(clock.contains("ProtoFiles.`greeter.proto`,"))
    #expect(clock.contains("ProtoFiles.MartletProtobuf::`google/protobuf/timestamp.proto`,"))
    #expect(
      clock.contains("ProtoFile(inMartletDescriptors: \"google/protobuf/descriptor.proto\"),"))
    let result = try TypeCheck(
      sources, ["-warnings-as-errors", "-swift-version", "6", "-default-isolation", "MainActor"])
    #expect(result.succeeded, "\(result.output.prefix(2000))")

    // Generated alone, it carries what nobody else does.
    let alone = try SwiftGenerator(files: files, options: options, generating: ["embedded.proto"])
    let copies = try alone.generate("embedded.proto").contents
    #expect(copies.contains("`greeter.proto, a copy`"))
  }

  @Test
  func filesOfOtherModules() throws {
    let files = try Descriptors.compile("embedded.proto")
    var options = GeneratorOptions()
    options.embeddings = ["Shop": .embed, "Greetings": .omit]
    let generator = try SwiftGenerator(
      files: files, options: options,
      moduleOf: ["proto2.proto": "Shop", "greeter.proto": "Greetings"])
    let code = try generator.generate("embedded.proto").contents
    #expect(code.contains("import Shop\n"))
    #expect(code.contains("ProtoFiles.Shop::`proto2.proto`,"))
    #expect(code.contains("`greeter.proto, a copy`"))
  }

  @Test
  func omittedAndWithoutServices() throws {
    let files = try Descriptors.compile("embedded.proto")
    var options = GeneratorOptions()
    options.descriptors = .omit
    let omitting = try SwiftGenerator(files: files, options: options)
    #expect(!(try omitting.generate("embedded.proto").contents.contains("ProtoFiles.")))
    let automatic = try SwiftGenerator(files: files, options: GeneratorOptions())
    #expect(!(try automatic.generate("proto2.proto").contents.contains("ProtoFiles.")))
  }
}
