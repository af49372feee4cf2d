import MartletDescriptors

/// The IDL files whose Swift is part of Martlet: they are not generated again for a user, what
/// refers to them refers to the shipped types.
public enum ShippedTypes {
  /// The Swift module that has a file's types, if we ship it.
  public static func module(of file: String) -> String? {
    switch file {
    case "google/protobuf/any.proto", "google/protobuf/api.proto",
      "google/protobuf/duration.proto", "google/protobuf/empty.proto",
      "google/protobuf/field_mask.proto", "google/protobuf/source_context.proto",
      "google/protobuf/struct.proto", "google/protobuf/timestamp.proto",
      "google/protobuf/type.proto", "google/protobuf/wrappers.proto":
      "MartletProtobuf"
    case "google/protobuf/descriptor.proto", "google/protobuf/compiler/plugin.proto":
      "MartletDescriptors"
    default:
      nil
    }
  }

  /// Whether a file is there for the options that it declares only, so that no Swift is made of it.
  static func isForOptions(_ file: String) -> Bool {
    switch file {
    case "google/protobuf/c_sharp_features.proto", "google/protobuf/cpp_features.proto",
      "google/protobuf/cpp_file_options.proto", "google/protobuf/cpp_options.proto",
      "google/protobuf/go_features.proto", "google/protobuf/java_features.proto",
      "google/protobuf/json_enumvalue_options.proto", "google/protobuf/json_options.proto",
      "martlet/features.proto":
      true
    default:
      false
    }
  }

  /// The namespace that the types of a shipped file are in.
  static func namespace(of file: String) -> String? {
    guard module(of: file) != nil else { return nil }
    return file == "google/protobuf/compiler/plugin.proto"
      ? "Google.Protobuf.Compiler" : "Google.Protobuf"
  }
}

extension MessageDescriptor {
  /// Whether it is declared in `descriptor.proto`, as the messages that custom options extend.
  var isOfDescriptors: Bool { file.name == "google/protobuf/descriptor.proto" }
}
