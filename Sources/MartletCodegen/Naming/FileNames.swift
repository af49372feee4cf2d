import MartletDescriptors

/// What the files of one module are called as members of `ProtoFileTypes`: `shop/v1/order.proto` is
/// `shopV1Order`. Of files that would be alike, all but the first by path are numbered:
/// `a/b.proto` is `aB`, `a_b.proto` is `aB_2`.
struct FileNames {
  private var names: [String: String] = [:]

  init(_ files: some Sequence<FileDescriptor>, _ types: TypeNames) {
    // A member that is called as one of the module's types would hide it.
    var typeNames: Set<String> = []
    for message in files.flatMap(\.messages) { typeNames.formUnion(types.name(of: message).all) }
    var counts: [String: Int] = [:]
    for path in files.map(\.name).sorted() {
      var name = Self.plainName(path)
      let count = counts[name, default: 0] + 1
      counts[name] = count
      if count > 1 { name += "_\(count)" }
      while typeNames.contains(name) { name += "_" }
      names[path] = name
    }
  }

  /// The name of a file, without backticks.
  subscript(file: FileDescriptor) -> String { names[file.name] ?? "" }

  private static func plainName(_ path: String) -> String {
    var words = path[...]
    if let dot = words.lastIndex(of: "."), !words[dot...].contains("/") { words = words[..<dot] }
    let bytes = words.utf8.map { byte -> UInt8 in
      let isPlain = SwiftNames.isLower(byte) || SwiftNames.isUpper(byte) || SwiftNames.isDigit(byte)
      return isPlain ? byte : UInt8(ascii: "_")
    }
    let name = SwiftNames.lowerCamel(String(decoding: bytes, as: UTF8.self))
    return ["init", "self"].contains(name) ? name + "_" : name
  }
}
