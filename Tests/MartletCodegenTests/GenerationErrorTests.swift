import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// What cannot be generated is an error that says how to solve it.
@Suite
struct GenerationErrorTests {
  typealias File = Google.Protobuf.FileDescriptorProto
  typealias Message = Google.Protobuf.DescriptorProto
  typealias Field = Google.Protobuf.FieldDescriptorProto

  private func file(_ name: String, _ package: String, _ messages: [Message]) -> File {
    File(name: name, package: package, messageType: messages, syntax: "proto3")
  }

  private func failure(
    _ files: [File], _ options: GeneratorOptions = GeneratorOptions(),
    moduleOf: [String: String] = [:]
  ) -> String? {
    do throws(GenerationError) {
      let generator = try SwiftGenerator(files: files, options: options, moduleOf: moduleOf)
      for file in files where moduleOf[file.name ?? ""] == nil {
        _ = try generator.generate(file.name ?? "")
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test
  func twoTypesOfOneName() throws {
    let one = file("v1/shop.proto", "shop.v1", [Message(name: "Order")])
    let two = file("v2/shop.proto", "shop.v2", [Message(name: "Order")])
    let message = try #require(failure([one, two]))
    #expect(message.hasPrefix("v2/shop.proto: error: shop.v2.Order and shop.v1.Order"))
    #expect(message.contains("prefix"))

    var options = GeneratorOptions()
    options.prefixes = ["shop.v2": "V2"]
    #expect(failure([one, two], options) == nil)
    #expect(failure([one, two], moduleOf: ["v1/shop.proto": "ShopOne"]) == nil)
    var prefixed = two
    prefixed.options = .with { $0.swiftPrefix = "SV2" }
    #expect(failure([one, prefixed]) == nil)
  }

  @Test
  func qualifiedNames() throws {
    var one = file("v1/shop.proto", "shop.v1", [Message(name: "Order")])
    one.service = [.init(name: "Orders")]
    let two = file("v2/shop.proto", "shop.v2", [Message(name: "Order")])
    var options = GeneratorOptions()
    options.naming = .qualified
    let generator = try SwiftGenerator(files: [one, two], options: options)
    let contents = try generator.generate("v1/shop.proto").contents
    #expect(contents.contains("struct Shop_V1_Order: "))
    #expect(contents.contains("enum Shop_V1_Orders: MartletProtobuf::ProtoService {"))

    // Both are a.b.C with underscores for dots.
    let outer = file("a.proto", "a", [Message(name: "B_C")])
    let inner = file("b.proto", "a.b", [Message(name: "C")])
    let message = try #require(failure([outer, inner], options))
    #expect(message.contains("a.b.C and a.B_C (a.proto) would both be called A_B_C in Swift; give"))
    #expect(!message.contains("qualified"))
    options.prefixes = ["a": ""]
    #expect(failure([outer, inner], options) == nil)
    options.prefixes = [:]
    var prefixed = inner
    prefixed.options = .with { $0.swiftPrefix = "" }
    #expect(failure([outer, prefixed], options) == nil)
  }

  @Test
  func aPrefixThatIsNoName() throws {
    var shop = file("shop.proto", "shop", [Message(name: "Order")])
    shop.options = .with { $0.swiftPrefix = "My-" }
    #expect(try #require(failure([shop])).contains("\"My-\" cannot begin the name of a Swift type"))
    var options = GeneratorOptions()
    options.prefixes = ["shop": "My"]
    #expect(failure([shop], options) == nil)
  }

  @Test
  func aServiceNamedAsItsModule() throws {
    var greeter = file("greeter.proto", "", [])
    greeter.service = [.init(name: "Greeter")]
    var options = GeneratorOptions()
    options.moduleName = "Greeter"
    #expect(try #require(failure([greeter], options)).contains("rename the target"))
    options.services = false
    #expect(failure([greeter], options) == nil)
  }

  @Test
  func aHiddenTypeNeedsTheModule() throws {
    func reference(_ name: String, _ number: Int32, _ type: String) -> Field {
      Field(
        name: name, number: number, label: .optional, type: .message, typeName: type)
    }
    let outer = Message(
      name: "Outer",
      field: [reference("mine", 1, ".p.Outer.Item"), reference("top", 2, ".p.Item")],
      nestedType: [Message(name: "Item")])
    let hiding = file("a.proto", "p", [outer, Message(name: "Item")])
    #expect(try #require(failure([hiding])).contains("name of the Swift module"))
    var options = GeneratorOptions()
    options.moduleName = "Shop"
    let generator = try SwiftGenerator(files: [hiding], options: options)
    let contents = try generator.generate("a.proto").contents
    #expect(contents.contains("var top: Shop::Item?"))
    #expect(contents.contains("var mine: Outer.Item?"))
  }

  @Test
  func brokenDescriptors() throws {
    let missing = Field(
      name: "f", number: 1, label: .optional, type: .message, typeName: ".p.Gone")
    #expect(
      try #require(failure([file("a.proto", "p", [Message(name: "M", field: [missing])])]))
        .contains(".p.Gone"))
    let stray = Field(name: "f", number: 1, label: .optional, type: .int32, oneofIndex: 3)
    #expect(failure([file("a.proto", "p", [Message(name: "M", field: [stray])])]) != nil)
    let untyped = Field(name: "f", number: 1)
    #expect(failure([file("a.proto", "p", [Message(name: "M", field: [untyped])])]) != nil)
    #expect(throws: GenerationError.self) {
      try SwiftGenerator(files: [], options: .init()).generate("gone.proto")
    }
    var future = file("a.proto", "p", [Message(name: "M")])
    future.syntax = "editions"
    future.unknownFields = UnknownFields(bytes: [14 << 3, 0xA0, 0x1F])
    #expect(failure([future]) == "a.proto: error: edition 4000 is not supported")
  }

  @Test
  func otherModules() throws {
    let base = file("base.proto", "base", [Message(name: "Point")])
    let field = Field(
      name: "at", number: 1, label: .optional, type: .message, typeName: ".base.Point")
    let user = file("user.proto", "user", [Message(name: "Place", field: [field])])
    var options = GeneratorOptions()
    options.access = .public
    let generator = try SwiftGenerator(
      files: [base, user], options: options, moduleOf: ["base.proto": "Base"])
    let contents = try generator.generate("user.proto").contents
    #expect(contents.contains("public import Base\npublic import MartletProtobuf\n"))
    #expect(contents.contains("var at: Base::Point?"))
    #expect(throws: GenerationError.self) { try generator.generate("base.proto") }
  }

  @Test
  func shippedTypesAreNotGeneratedAgain() throws {
    let timestamp = "google/protobuf/timestamp.proto"
    #expect(SwiftGenerator.isShipped(timestamp))
    #expect(!SwiftGenerator.isShipped("google/rpc/status.proto"))
    let message = try #require(failure([file(timestamp, "google.protobuf", [])]))
    #expect(message.contains("MartletProtobuf"))
  }

  @Test(arguments: [
    ("a.proto", "a.martlet.swift"), ("x/y.z/b.idl", "x/y.z/b.martlet.swift"),
    ("x.y/noending", "x.y/noending.martlet.swift"), ("two.dots.proto", "two.dots.martlet.swift"),
  ])
  func fileNames(idl: String, swift: String) {
    #expect(GeneratedFile.name(for: idl) == swift)
  }
}
