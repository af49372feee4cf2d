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

  /// The namespace that the types of a shipped file are in.
  static func namespace(of file: String) -> String? {
    guard module(of: file) != nil else { return nil }
    return file == "google/protobuf/compiler/plugin.proto"
      ? "Google.Protobuf.Compiler" : "Google.Protobuf"
  }
}
