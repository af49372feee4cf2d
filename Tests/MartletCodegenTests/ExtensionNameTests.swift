import MartletCodegen
import MartletDescriptors
import Testing

/// What extensions are called, and that whatever they are called compiles.
@Suite
struct ExtensionNameTests {
  private static let sources = [
    "shop/order.proto": """
    syntax = "proto2";
    package shop;
    message Order {
      optional int32 size = 1;
      optional group Line = 2 {}
      extensions 100 to max;
      message Note {}
      enum Kind { KIND_ONE = 1; }
      oneof way { int32 by_size = 5; }
    }
    enum Kind { KIND_TWO = 2; }
    """,
    // Some are called as what the message has, some as the extensions of others.
    "review.proto": """
    syntax = "proto2";
    package reviews;
    import "shop/order.proto";
    extend shop.Order {
      optional int32 rating = 100;
      optional int32 size = 101;
      optional int32 class = 102;
      optional Review review = 103;
      repeated int32 with = 104;
      optional shop.Order.Kind inner_kind = 105;
      optional shop.Kind kind = 106;
      optional group Extra = 107 { optional int32 self = 1; }
      optional int32 way = 108;
      repeated shop.Order.Note unknown_fields = 109;
    }
    message Review {
      extend shop.Order {
        repeated Review review = 113;
        optional bool deprecated = 114 [deprecated = true];
      }
      extensions 4 to 5;
    }
    """,
    "other.proto": """
    syntax = "proto2";
    package other;
    import "shop/order.proto";
    extend shop.Order {
      // Of the same name as another one.
      optional int32 rating = 120;
    }
    """,
    "options.proto": """
    syntax = "proto2";
    package options;
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions {
      optional string unit = 50001;
      repeated google.protobuf.FieldOptions.CType types = 50002;
      optional google.protobuf.FieldOptions options = 50003;
    }
    """,
  ]

  private func generate(
    _ options: GeneratorOptions = GeneratorOptions()
  ) throws -> [String: String] {
    var options = options
    options.moduleName = "Generated"
    let descriptors = try Descriptors.compile(sources: Self.sources)
    let generator = try SwiftGenerator(files: descriptors, options: options)
    var files: [String: String] = [:]
    for name in Self.sources.keys {
      let file = String(name.dropLast(".proto".count)).replacing("/", with: "+")
      files[file] = try generator.generate(name).contents
    }
    return files
  }

  private func handles(_ text: String) -> [String] {
    text.matches(of: /static let ([^ ]+) = MartletProtobuf::ProtoExtension/).map { String($0.1) }
  }

  @Test
  func names() throws {
    let files = try generate()
    #expect(
      handles(files["review"] ?? "") == [
        "rating_100", "size_101", "`class`", "review", "with_", "innerKind", "kind", "extra",
        "way_108", "unknownFields_", "reviewReview", "reviewDeprecated",
      ])
    #expect(handles(files["other"] ?? "") == ["rating_120"])
    #expect(handles(files["options"] ?? "") == [])
    #expect(files["shop+order"]?.contains("static var shopOrder: Self {") == true)
    #expect(files["review"]?.contains("fileTypes.add(Order.rating_100)\n") == true)
  }

  @Test
  func prefixes() throws {
    var options = GeneratorOptions()
    options.prefixes = ["reviews": "RV"]
    let files = try generate(options)
    #expect(
      handles(files["review"] ?? "") == [
        "rvRating", "rvSize", "rvClass", "rvReview", "rvWith", "rvInnerKind", "rvKind", "rvExtra",
        "rvWay", "rvUnknownFields", "rvReviewReview", "rvReviewDeprecated",
      ])
    #expect(handles(files["other"] ?? "") == ["rating"])
  }

  @Test(
    .enabled(if: TypeCheck.modules != nil),
    arguments: [AccessLevel.internal, .public], CustomOptions.allCases)
  func theyCompile(access: AccessLevel, customOptions: CustomOptions) throws {
    var options = GeneratorOptions()
    options.access = access
    options.customOptions = customOptions
    let files = try generate(options)
    let needsDescriptors = files["options"]?.contains("import MartletDescriptors") == true
    #expect(needsDescriptors == (customOptions == .generate))
    let result = try TypeCheck(
      files,
      [
        "-warnings-as-errors", "-swift-version", "6", "-default-isolation", "MainActor",
        "-enable-upcoming-feature", "InternalImportsByDefault",
        "-enable-upcoming-feature", "MemberImportVisibility",
      ])
    #expect(result.succeeded, "\(result.output.prefix(2000))")
  }

  @Test
  func filesOfOneName() throws {
    let empty = "syntax = \"proto3\"; package p;"
    let descriptors = try Descriptors.compile(sources: [
      "a/b.proto": empty + "message A {}", "a_b.proto": empty + "message B {}",
      "lower.proto": empty + "message lower {}",
    ])
    let generator = try SwiftGenerator(files: descriptors, options: GeneratorOptions())
    let names = try ["a/b.proto", "a_b.proto", "lower.proto"].map {
      try generator.generate($0).contents.firstMatch(of: /static var ([^ ]+): Self \{/)?.1
    }
    #expect(names == ["aB", "aB_2", "lower_"])
  }
}
