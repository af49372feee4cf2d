import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// Files of editions give the same Swift as files of proto2 and proto3 that say the same.
@Suite
struct EditionsTests {
  static let twins = [
    (
      """
      syntax = "proto3";
      package p;
      message M {
        int32 implicit = 1;
        optional int32 explicit = 2;
        M message = 3;
        repeated int32 packed = 4;
        repeated E expanded = 5 [packed = false];
        repeated string strings = 6;
        map<string, E> map = 7;
        oneof choice {
          string text = 8;
          M chosen = 9;
        }
        E implicit_enum = 10;
        optional E explicit_enum = 11;
      }
      enum E {
        E_ZERO = 0;
        E_ONE = 1;
      }
      service S {
        rpc Call(M) returns (stream M);
      }
      """,
      """
      edition = "2023";
      package p;
      option features.field_presence = IMPLICIT;
      message M {
        int32 implicit = 1;
        int32 explicit = 2 [features.field_presence = EXPLICIT];
        M message = 3;
        repeated int32 packed = 4;
        repeated E expanded = 5 [features.repeated_field_encoding = EXPANDED];
        repeated string strings = 6;
        map<string, E> map = 7;
        oneof choice {
          string text = 8;
          M chosen = 9;
        }
        E implicit_enum = 10;
        E explicit_enum = 11 [features.field_presence = EXPLICIT];
      }
      enum E {
        E_ZERO = 0;
        E_ONE = 1;
      }
      service S {
        rpc Call(M) returns (stream M);
      }
      """
    ),
    (
      """
      syntax = "proto2";
      package p;
      message M {
        required int32 required = 1;
        optional int32 explicit = 2 [default = 5];
        repeated int32 expanded = 3;
        repeated int32 packed = 4 [packed = true];
        optional E closed = 5;
        message Inner {
          repeated Inner inners = 1;
        }
        extensions 100 to max;
        optional group Single = 6 {}
        repeated group Many = 7 {
          optional string text = 1;
        }
        oneof choice {
          group Chosen = 8 {}
        }
      }
      enum E {
        ONE = 1;
      }
      """,
      """
      edition = "2023";
      package p;
      option features.repeated_field_encoding = EXPANDED;
      option features.enum_type = CLOSED;
      option features.utf8_validation = NONE;
      message M {
        int32 required = 1 [features.field_presence = LEGACY_REQUIRED];
        int32 explicit = 2 [default = 5];
        repeated int32 expanded = 3;
        repeated int32 packed = 4 [features.repeated_field_encoding = PACKED];
        E closed = 5;
        message Inner {
          repeated Inner inners = 1;
        }
        extensions 100 to max;
        Single single = 6 [features.message_encoding = DELIMITED];
        message Single {}
        repeated Many many = 7 [features.message_encoding = DELIMITED];
        message Many {
          string text = 1;
        }
        oneof choice {
          Chosen chosen = 8 [features.message_encoding = DELIMITED];
        }
        message Chosen {}
      }
      enum E {
        ONE = 1;
      }
      """
    ),
  ]

  private func generate(_ source: String) throws -> String {
    let files = try Descriptors.compile(source: source)
    var options = GeneratorOptions()
    // They say how the file is written.
    options.descriptors = .omit
    let generator = try SwiftGenerator(files: files, options: options)
    return try generator.generate("source.proto").contents
  }

  @Test(arguments: twins)
  func theSameAsInTheOldSyntax(old: String, edition: String) throws {
    let expected = try generate(old)
    #expect(expected.contains("struct M"))
    #expect(try generate(edition) == expected)
  }

  /// `features.(martlet.swift).enum_prefix`, set for a file, and otherwise for one of its enums.
  @Test func enumsKeepTheirPrefixWhereTheFeatureSaysSo() throws {
    let source = """
      edition = "2024";
      package p;
      import "martlet/features.proto";
      option features.(martlet.swift).enum_prefix = KEEP;
      enum Kept {
        KEPT_ZERO = 0;
      }
      message SwiftFeatures {
        Kept kept = 1;
        enum Stripped {
          option features.(martlet.swift).enum_prefix = STRIP;
          STRIPPED_ZERO = 0;
        }
      }
      """
    let text = try generate(source)
    #expect(text.contains("case keptZero\n"))
    #expect(text.contains("case zero\n"))
    #expect(try generate(source.replacing("= KEEP", with: "= STRIP")).contains("keptZero") == false)
  }
}
