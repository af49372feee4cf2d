import MartletDescriptors

/// What stands at the top of a file, as IDL.
enum FileSyntax {
  static func declaration(of file: FileDescriptor) -> String {
    switch file.edition {
    case .proto2: "syntax = \"proto2\";"
    case .proto3: "syntax = \"proto3\";"
    default: "edition = \"\("\(file.edition)".drop { !$0.isNumber })\";"
    }
  }

  static func imports(of file: FileDescriptor) -> [String] {
    let proto = file.proto
    let isPublic = Set(proto.publicDependency)
    return proto.dependency.enumerated().map { index, name in
      "import \(isPublic.contains(Int32(index)) ? "public " : "")\"\(name)\";"
    }
  }

  /// Whether fields have labels such as `optional`; in editions, features say it.
  static func hasLabels(_ file: FileDescriptor) -> Bool {
    file.edition == .proto2 || file.edition == .proto3
  }
}
