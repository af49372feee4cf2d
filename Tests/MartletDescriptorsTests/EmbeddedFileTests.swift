import Foundation
import MartletDescriptors
import MartletProtobuf
import Testing

/// The descriptors that generated code carries, as its users get them.
@Suite
struct EmbeddedFileTests {
  static let shipped: [ProtoFile] = [
    Google.Protobuf.AnyMessage.protoFile, Google.Protobuf.Api.protoFile,
    Google.Protobuf.Duration.protoFile, Google.Protobuf.Empty.protoFile,
    Google.Protobuf.FieldMask.protoFile, Google.Protobuf.SourceContext.protoFile,
    Google.Protobuf.Struct.protoFile, Google.Protobuf.Timestamp.protoFile,
    Google.Protobuf.TypeMessage.protoFile, Google.Protobuf.StringValue.protoFile,
    Google.Protobuf.FileDescriptorProto.protoFile,
    Google.Protobuf.Compiler.CodeGeneratorRequest.protoFile,
  ]

  @Test(.enabled(if: Peers.areAvailable), arguments: shipped)
  func theBytesAreThoseOfProtoc(_ file: ProtoFile) throws {
    let output = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID()).bin")
    defer { try? FileManager.default.removeItem(at: output) }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = root.appending(path: ".venv/bin/protoc")
    process.arguments = [
      "-I" + root.appending(path: "idl").path, "--descriptor_set_out=" + output.path, file.name,
    ]
    try process.run()
    process.waitUntilExit()
    let set = [UInt8](try Data(contentsOf: output))
    #expect(try #require(file.serializedDescriptor) == Array(set.suffix(set.count - head(set))))
  }

  /// How many bytes come before the only file of a set: a tag and a length.
  private func head(_ set: [UInt8]) -> Int {
    (set.dropFirst().firstIndex { $0 < 0x80 } ?? 0) + 1
  }

  @Test func typesHaveDescriptors() {
    #expect(Google.Protobuf.Timestamp.descriptor.fullName == "google.protobuf.Timestamp")
    #expect(Google.Protobuf.Timestamp.descriptor.fields.map(\.name) == ["seconds", "nanos"])
    #expect(
      Google.Protobuf.DescriptorProto.ExtensionRange.descriptor.fullName
        == "google.protobuf.DescriptorProto.ExtensionRange")
    #expect(Google.Protobuf.NullValue.descriptor.values.map(\.name) == ["NULL_VALUE"])
    #expect(
      Google.Protobuf.FieldOptions.CType.descriptor.fullName == "google.protobuf.FieldOptions.CType"
    )
    #expect(Google.Protobuf.Empty.protoFile.descriptor.name == "google/protobuf/empty.proto")
  }

  @Test func aTypeHasOneDescriptorWhoeverRefersToIt() {
    let options = Google.Protobuf.Api.descriptor.field(named: "options")?.messageType
    #expect(options == Google.Protobuf.Option.descriptor)
  }

  @Test func descriptorsAreTheSameFromEveryThread() async {
    let found = await withTaskGroup(of: MessageDescriptor.self) { group in
      for _ in 0..<16 { group.addTask { Google.Protobuf.Method.descriptor } }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(found.count == 1)
  }

  @Test func importsComeFirst() {
    let names = Google.Protobuf.Api.protoFile.withImports.map(\.name)
    #expect(
      names == ["source_context", "any", "type", "api"].map { "google/protobuf/\($0).proto" })
  }

  @Test func whatThisModuleCarriesIsFoundByName() {
    let reference = ProtoFile(inMartletDescriptors: "google/protobuf/descriptor.proto")
    #expect(reference.serializedDescriptor == nil)
    #expect(reference.resolved === Google.Protobuf.FileDescriptorProto.protoFile)
    let user = ProtoFile(
      "user.proto", imports: [reference],
      "\n\u{a}user.proto\u{1a} google/protobuf/descriptor.proto")
    #expect(
      user.descriptor.dependencies == [Google.Protobuf.FileDescriptorProto.protoFile.descriptor])
    #expect(
      user.withResolvedImports.map(\.name) == ["google/protobuf/descriptor.proto", "user.proto"])
  }

  /// Two modules of one program may carry different files of one name.
  @Test func anotherFileOfTheSameNameDisturbsNobody() {
    let before = Google.Protobuf.Empty.descriptor
    let other = ProtoFile(
      "google/protobuf/empty.proto",
      "\n\u{1b}google/protobuf/empty.proto\u{12}\u{5}other\"\u{3}\n\u{1}E")
    #expect(other.descriptor.messages.map(\.fullName) == ["other.E"])
    #expect(other.descriptor.message(named: "other.E") != nil)
    #expect(other.descriptor.message(named: "E") == nil)
    #expect(Google.Protobuf.Empty.descriptor == before)
  }
}
