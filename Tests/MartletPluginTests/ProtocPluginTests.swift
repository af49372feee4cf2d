import Foundation
import Testing
import ToolTestSupport

/// `protoc-gen-martlet`, run by protoc and by buf as their users run it.
@Suite struct ProtocPluginTests {
  private let folder: Folder
  private static let plugin = Shell.buildDirectory.appending(path: "protoc-gen-martlet").path
  private static let hasBuf = Shell.python("buf") != nil

  init() throws {
    folder = try Folder()
    try folder.write(
      "protos/shop/v1/order.proto",
      """
      // Licensed to all.
      syntax = "proto3";
      package shop.v1;
      import "google/protobuf/timestamp.proto";
      import "shop/v1/item.proto";
      // What somebody wants.
      message Order {
        optional string name = 1;
        repeated Item items = 2;
        google.protobuf.Timestamp at = 3; // When it came.
      }
      service Orders { rpc Get(Order) returns (stream Order); }
      """)
    try folder.write(
      "protos/shop/v1/item.proto",
      """
      edition = "2023";
      package shop.v1;
      import "martlet/features.proto";
      option features.(martlet.swift).enum_prefix = KEEP;
      message Item {
        string id = 1 [features.field_presence = LEGACY_REQUIRED];
        Kind kind = 2;
        enum Kind { KIND_NONE = 0; KIND_BOOK = 1; }
      }
      """)
    // protoc and buf do not have our features built in.
    try folder.write(
      "protos/martlet/features.proto",
      try String(
        contentsOf: Shell.packageRoot.appending(path: "idl/martlet/features.proto"),
        encoding: .utf8))
  }

  private static let files = ["shop/v1/item.proto", "shop/v1/order.proto"]

  private func protoc(
    _ parameters: String = "", files: [String] = files, roots: [String] = ["protos"],
    to output: String = "out"
  ) async throws -> Finished {
    try FileManager.default.createDirectory(
      atPath: folder.path(output), withIntermediateDirectories: true)
    return try await Shell.run(
      Shell.protoc,
      ["--plugin=" + Self.plugin, "--martlet_out=" + output, "--martlet_opt=" + parameters]
        + roots.map { "-I" + $0 } + files, in: folder.url)
  }

  /// What `martlet generate` makes of the same files.
  private func martlet(
    _ arguments: [String] = [], files: [String] = files, roots: [String] = ["protos"]
  ) async throws -> [String: String] {
    let result = try await Shell.martlet(
      ["generate", "--out", "ours"] + roots.flatMap { ["-I", $0] } + arguments + files,
      in: folder.url)
    #expect(result.output == "")
    return try contents(below: "ours")
  }

  private func contents(below name: String) throws -> [String: String] {
    var contents: [String: String] = [:]
    for path in folder.stamps(below: name).keys {
      contents[path] = try folder.read(name + "/" + path)
    }
    return contents
  }

  @Test(
    .enabled(if: Shell.hasProtoc),
    arguments: [
      ("", []), ("access=public", ["--access", "public"]),
      ("naming=qualified", ["--naming", "qualified"]),
      ("access=package,prefix=shop.v1=V1", ["--access", "package", "--prefix", "shop.v1=V1"]),
      ("services=false,module=Shop", ["--no-services", "--module", "Shop"]),
      ("file_names=path", ["--file-names", "path"]),
    ])
  func underProtocTheCodeIsThatOfMartletGenerate(
    parameters: String, arguments: [String]
  ) async throws {
    let result = try await protoc(parameters)
    #expect(result.output == "")
    let code = try contents(below: "out")
    #expect(code.count == 2)
    #expect(try await martlet(arguments) == code)
  }

  @Test(.enabled(if: Shell.hasProtoc))
  func underProtocOurGoldenFilesComeOutTheSame() async throws {
    let golden = Shell.packageRoot.appending(path: "Tests/Golden").path
    let names = try FileManager.default.contentsOfDirectory(atPath: golden)
      .filter { $0.hasSuffix(".proto") }.sorted()
    #expect(names.count > 5)
    for name in names {
      let roots = [golden, Shell.packageRoot.appending(path: "idl").path]
      let module = "module=Generated"
      // Both warn of what is deprecated.
      let result = try await protoc(module, files: [name], roots: roots, to: "out/" + name)
      #expect(result.code == 0)
      let output = "ours/" + name
      let ours = try await Shell.martlet(
        ["generate", "--out", output, "--module", "Generated", name]
          + roots.flatMap { ["-I", $0] }, in: folder.url)
      #expect(ours.code == 0)
      let isSame = try contents(below: output) == contents(below: "out/" + name)
      #expect(isSame, "\(name)")
    }
  }

  @Test(.enabled(if: hasBuf))
  func underBufTheCodeIsThatOfMartletGenerate() async throws {
    try folder.write("buf.yaml", "version: v2\nmodules:\n  - path: protos\n")
    try folder.write(
      "buf.gen.yaml",
      """
      version: v2
      plugins:
        - local: \(Self.plugin)
          out: out
          strategy: all
          opt:
            - access=public
            - prefix=shop.v1=Shop
      """)
    let result = try await Shell.run(
      try #require(Shell.python("buf")), ["generate", "--path", "protos/shop"], in: folder.url)
    #expect(result.output == "")
    #expect(result.code == 0)
    let code = try contents(below: "out")
    #expect(Set(code.keys) == ["shop+v1+item.martlet.swift", "shop+v1+order.martlet.swift"])
    #expect(try await martlet(["--access", "public", "--prefix", "shop.v1=Shop"]) == code)
  }

  @Test(.enabled(if: Shell.hasProtoc))
  func importsAreFoundInOtherModules() async throws {
    let result = try await protoc(
      "import=shop/v1/item.proto=Items", files: ["shop/v1/order.proto"])
    #expect(result.output == "")
    let code = try folder.read("out/shop+v1+order.martlet.swift")
    #expect(code.contains("import Items\n"))
    #expect(code.contains("[Items::Item]"))
    let all = try await protoc("import=shop=Shop", files: ["shop/v1/order.proto"])
    #expect(all.output.contains("shop/v1/order.proto: error: its Swift is in the module Shop"))
  }

  @Test(
    .enabled(if: Shell.hasProtoc),
    arguments: [
      ("acess=public", "unknown parameter \"acess\"; there are access, naming, "),
      ("access=open", "access=open: access has to be one of internal, package, public"),
      ("access", "the parameter access needs a value: access=…"),
      ("naming=nice", "naming=nice: naming has to be one of simple, qualified"),
      ("naming=simple,naming=simple", "the parameter naming is there twice"),
      ("services=no", "services=no: services has to be one of true, false"),
      ("prefix=shop", "prefix=shop: write prefix=PACKAGE=PREFIX"),
      ("prefix=shop.v1=1a", "prefix=shop.v1=1a: write prefix=PACKAGE=PREFIX"),
      ("prefix=a=A,prefix=a=B", "the package a has two prefixes, A and B"),
      ("import=shop/v1", "import=shop/v1: write import=PATH=MODULE"),
      ("import=a=A,import=a=B", "a is in two modules, A and B"),
    ])
  func wrongParametersAreErrorsThatSayWhatIsRight(
    parameters: String, message: String
  ) async throws {
    let result = try await protoc(parameters)
    #expect(result.code == 1)
    #expect(result.output.contains("--martlet_out: " + message))
    #expect(folder.list("out").isEmpty)
  }

  @Test(.enabled(if: Shell.hasProtoc))
  func whatCannotBeGeneratedIsAnError() async throws {
    try folder.write(
      "protos/other.proto", "syntax = \"proto3\";\npackage other;\nmessage Item {}\n")
    let result = try await protoc(files: Self.files + ["other.proto"])
    #expect(result.code == 1)
    #expect(result.output.contains("would both be called Item in Swift"))
    #expect(try await protoc("naming=qualified", files: Self.files + ["other.proto"]).code == 0)

    try folder.write("protos/other.idl", "syntax = \"proto3\";\n")
    let twins = try await protoc(files: ["other.proto", "other.idl"])
    #expect(twins.output.contains("other.idl would generate the same Swift file as other.proto"))
  }

  @Test(arguments: ["", "no request", "\u{8}\u{8}\u{8}"])
  func whatIsNoRequestEndsItWithAMessage(_ input: String) async throws {
    try folder.write("input", input)
    let result = try await Shell.run(
      "sh", ["-c", "'\(Self.plugin)' --help < input | od -An -c"], in: folder.url)
    // Nothing at all is a request without files.
    #expect(result.output.contains("error: no request can be read") == !input.isEmpty)
  }
}
