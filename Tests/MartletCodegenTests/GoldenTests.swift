import Foundation
import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// Generated Swift against the files that are committed: the golden ones, the schemas of the
/// codec's tests, and the types that we ship.
///
/// Run with `MARTLET_REFRESH=1` to write them anew, then review the difference.
@Suite
struct GoldenTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let file: String
    /// The folder that the Swift is committed in.
    let folder: String
    let module: String
    let access: AccessLevel
    var descriptors = DescriptorEmbedding.automatic
    /// As in `GeneratorOptions`.
    var namespaces: [String: String] = [:]
    /// The committed file's name, where the IDL's would be there twice in a module.
    var name: String?

    var testDescription: String { file }
  }

  static let golden =
    [
      Golden(file: "greeter.proto", folder: "Tests/Golden", module: "Greetings", access: .public),
      Golden(file: "documented.proto", folder: "Tests/Golden", module: "Shop", access: .public),
      Golden(file: "proto2.proto", folder: "Tests/Golden", module: "OldShop", access: .public),
    ]
    + [Golden(file: "embedded.proto", folder: "Tests/Golden", module: "Clocks", access: .public)]
    + ["deprecated", "deprecated_file"].map {
      Golden(file: $0 + ".proto", folder: "Tests/Golden", module: "OldPost", access: .public)
    }
    + ["collisions", "service_collisions"].map {
      Golden(
        file: $0 + ".proto", folder: "Tests/Golden", module: "Collisions", access: .internal)
    }
    + ["contract", "delimited", "everything", "extended", "legacy", "subset", "wrapped"].map {
      Golden(
        file: $0 + ".proto", folder: "Tests/CodecTesting/Generated", module: "CodecTesting",
        access: .package)
    }
    + ["descriptor", "compiler/plugin"].map {
      Golden(
        file: "google/protobuf/\($0).proto", folder: "Sources/MartletDescriptors/Generated",
        module: "MartletDescriptors", access: .public, descriptors: .embed)
    }
    + [
      "any", "api", "duration", "empty", "field_mask", "source_context", "struct", "timestamp",
      "type", "wrappers",
    ].map {
      Golden(
        file: "google/protobuf/\($0).proto", folder: "Sources/MartletProtobuf/Generated",
        module: "MartletProtobuf", access: .public, descriptors: .embed)
    }
    + ["empty", "messages", "test"].map {
      Golden(
        file: "grpc/testing/\($0).proto", folder: "Tests/Interop/Suite/Generated",
        module: "InteropSuite", access: .package)
    }
    + ["code", "error_details", "status"].map {
      Golden(
        file: "google/rpc/\($0).proto", folder: "Sources/MartletErrorDetails/Generated",
        module: "MartletErrorDetails", access: .public, namespaces: ["google.rpc": "Google.RPC"])
    }
    + [
      Golden(
        file: "grpc/health/v1/health.proto", folder: "Sources/MartletServices/Generated",
        module: "MartletServices", access: .public,
        namespaces: ["grpc.health.v1": "GRPC.Health.V1"]),
      Golden(
        file: "grpc/channelz/v1/channelz.proto", folder: "Sources/MartletServices/Generated",
        module: "MartletServices", access: .package,
        namespaces: ["grpc.channelz.v1": "GRPC.Channelz.V1"]),
      Golden(
        file: "grpc/reflection/v1/reflection.proto",
        folder: "Sources/MartletServices/Generated",
        module: "MartletServices", access: .package,
        namespaces: ["grpc.reflection.v1": "GRPC.Reflection.V1"],
        name: "reflection_v1.martlet.swift"),
      Golden(
        file: "grpc/reflection/v1alpha/reflection.proto",
        folder: "Sources/MartletServices/Generated",
        module: "MartletServices", access: .package,
        namespaces: ["grpc.reflection.v1alpha": "GRPC.Reflection.V1Alpha"],
        name: "reflection_v1alpha.martlet.swift"),
      Golden(
        file: "martlet/features.proto", folder: "Sources/MartletCodegen/Generated",
        module: "MartletCodegen", access: .internal),
      Golden(
        file: "internal/check_snapshot.proto", folder: "Sources/MartletDriver/Generated",
        module: "MartletDriver", access: .internal),
    ]

  @Test(arguments: golden)
  func generatedAsCommitted(_ golden: Golden) throws {
    var options = GeneratorOptions()
    options.access = golden.access
    options.moduleName = golden.module
    options.descriptors = golden.descriptors
    options.namespaces = golden.namespaces
    let files = try Descriptors.compile(golden.file)
    let generated = try SwiftGenerator(files: files, options: options).generate(golden.file)
    let again = try SwiftGenerator(files: files.reversed(), options: options).generate(golden.file)
    #expect(generated == again, "the order of the files must not matter")
    let foreign = try Descriptors.compileWithProtoc(golden.file)
    let same = try SwiftGenerator(files: foreign, options: options).generate(golden.file)
    #expect(generated == same, "protoc's descriptors must give the same")

    let name = golden.name ?? URL(filePath: generated.name).lastPathComponent
    let committed = Descriptors.package.appending(path: golden.folder + "/" + name)
    if ProcessInfo.processInfo.environment["MARTLET_REFRESH"] != nil {
      try generated.contents.write(to: committed, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: committed, encoding: .utf8)
    // Not the two texts: the difference is for `git diff`, after a refresh.
    let isCurrent = generated.contents == expected
    #expect(isCurrent, "\(golden.folder)/\(name) is out of date")
  }
}
