import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// What is deprecated in the IDL is so in Swift: whoever uses it is warned, the generated code
/// itself draws no warning. (`deprecated.proto` has everything that can be deprecated.)
@Suite
struct DeprecationTests {
  static let settings = [
    ["-swift-version", "5"], ["-swift-version", "6"],
    ["-swift-version", "6", "-default-isolation", "MainActor"],
  ]

  private func generate(_ access: AccessLevel) throws -> [String: String] {
    var options = GeneratorOptions()
    options.access = access
    options.moduleName = "Generated"
    let files = try Descriptors.compile("deprecated.proto", "deprecated_file.proto")
    let generator = try SwiftGenerator(files: files, options: options)
    return [
      "one": try generator.generate("deprecated.proto").contents,
      "two": try generator.generate("deprecated_file.proto").contents,
    ]
  }

  @Test(.enabled(if: TypeCheck.modules != nil), arguments: settings)
  func generatedCodeDrawsNoWarning(_ arguments: [String]) throws {
    for access in [AccessLevel.internal, .public] {
      let result = try TypeCheck(try generate(access), ["-warnings-as-errors"] + arguments)
      #expect(result.succeeded, "\(result.output.prefix(3000))")
    }
  }

  /// A use, and what the compiler says to it.
  static let uses: [(code: String, warning: String?)] = [
    ("Parcel(address: \"a\")", nil),
    ("Parcel(routes: []).routes", nil),
    ("Parcel().state.rawValue", nil),
    ("Parcel.State(rawValue: 2)", nil),
    ("Parcel.State() == Parcel.State(rawValue: 0)", nil),
    ("try Parcel(serializedBytes: try Parcel().serializedBytes())", nil),
    ("Parcel() == Parcel()", nil),
    ("Parcel.State.gone", nil),
    ("Parcel().street", "'street' is deprecated: use `address`, e.g. \"Main Street 5\""),
    ("Parcel().route", "'route' is deprecated: marked deprecated in deprecated.proto"),
    ("Parcel(street: \"a\")", "deprecated: sets deprecated fields"),
    ("Address(town: \"a\")", "deprecated: sets deprecated fields"),
    ("Address()", nil),
    ("Parcel.State.unknown", "'unknown' is deprecated: nobody knows what it means"),
    ("Parcel.State.mailed", "'mailed' is deprecated"),
    ("Parcel.State.lost", "'lost' is deprecated"),
    ("Parcel.Payment.cheque(\"a\")", "'cheque' is deprecated"),
    ("Parcel.Payment.card(\"a\")", nil),
    ("Route()", "'Route' is deprecated: marked deprecated in deprecated.proto"),
    ("[Speed]()", "'Speed' is deprecated"),
    ("Parcel.Packing()", "'Packing' is deprecated: nobody packs any more"),
    ("Post.Client(channel).find(Address())", nil),
    ("Post.Client(channel).find()", nil),
    ("Post.Client(channel).find(town: \"a\")", "deprecated: sets deprecated fields"),
    ("try await Post.Client(channel).ship(Parcel())", "is deprecated: use Send"),
    ("try await Post.Client(channel).ask(text: \"a\")", nil),
    ("try await Post.Client(channel).ask(topic: \"a\")", "deprecated: sets deprecated fields"),
    ("Telegraph.serviceName", #"'Telegraph' is deprecated: "letters" are \(no) \ more"#),
    ("Pigeon()", "'Pigeon' is deprecated: marked deprecated in deprecated_file.proto"),
    ("Colour.grey", "'Colour' is deprecated"),
    ("Pigeons.self", "'Pigeons' is deprecated: no pigeons"),
  ]

  @Test(.enabled(if: TypeCheck.modules != nil), arguments: settings)
  func usersAreWarned(_ arguments: [String]) throws {
    var sources = try generate(.internal)
    var user = """
      import MartletProtobuf
      import MartletRPC
      func use(_ channel: RPCChannel) async throws {

      """
    let firstLine = 4
    for use in Self.uses { user += "  _ = \(use.code)\n" }
    user += "}\n"
    sources["user"] = user
    let result = try TypeCheck(sources, arguments)
    #expect(result.succeeded, "\(result.output.prefix(3000))")
    for (index, use) in Self.uses.enumerated() {
      let place = "user.swift:\(firstLine + index):"
      let said = result.warnings.filter { $0.contains(place) }
      if let warning = use.warning {
        let hit = said.contains { $0.contains(warning) }
        #expect(hit, "\(use.code): \(said)")
      } else {
        #expect(said.isEmpty, "\(use.code): \(said)")
      }
    }
  }

  /// A server goes on answering a method that is deprecated, without being warned.
  @Test(.enabled(if: TypeCheck.modules != nil))
  func serversImplementDeprecatedMethods() throws {
    let file = """
      syntax = "proto3";
      service S {
        rpc Old(M) returns (M) { option deprecated = true; }
      }
      message M {}
      """
    var options = GeneratorOptions()
    options.moduleName = "Generated"
    let generator = try SwiftGenerator(
      files: try Descriptors.compile(source: file), options: options)
    let user = """
      import MartletRPC
      struct Host: S.Service {
        func old(_ request: M, context: ServerContext) async throws -> M { request }
      }
      func serve() -> ServiceRegistration { S.serving(Host()) }
      """
    let result = try TypeCheck(
      ["generated": try generator.generate("source.proto").contents, "user": user],
      ["-warnings-as-errors", "-swift-version", "6"])
    #expect(result.succeeded, "\(result.output.prefix(3000))")
  }

  /// The words of the attribute come from the comment, whatever that holds.
  @Test(arguments: [
    (" Deprecated: use b.\n", "use b"),
    (" It was.  Deprecated: use b. And c.\n", "use b"),
    (" Deprecated:\n use\n  b\n\n c\n", "use b"),
    (" deprecated: use b.\n", nil), (" NotDeprecated: b", nil), (" Deprecated:\n", nil),
    (" @deprecated use i.e. b. Yes.", "use i.e. b"),
    (" Deprecated: a\t\"b\" \\(c) \u{2028} \u{202E}d\u{7}", #"a \"b\" \\(c) \u{202e}d\u{7}"#),
    (
      " Deprecated: " + String(repeating: "x", count: 1000),
      String(repeating: "x", count: 300) + "…"
    ),
  ])
  func words(comment: String, message: String?) throws {
    var file = Google.Protobuf.FileDescriptorProto(
      name: "dir/\"a\".proto", messageType: [.init(name: "M", options: .init(deprecated: true))])
    file.sourceCodeInfo = .init(location: [
      .with {
        $0.path = [4, 0]
        $0.span = [0, 0, 0]
        $0.leadingComments = comment
      }
    ])
    let generator = try SwiftGenerator(files: [file], options: GeneratorOptions())
    let code = try generator.generate(file.name ?? "").contents
    let expected = message ?? #"marked deprecated in dir/\"a\".proto"#
    let attribute = "@available(*, deprecated, message: \"\(expected)\")\ntypealias M = _M\n"
    #expect(code.contains(attribute), "\(code.prefix(1500))")
  }
}
