/// An IDL file as generated code carries it: its serialized descriptor, and the files it imports.
///
/// Generated for files with services, and wherever `descriptors` is `embed`. The module
/// `MartletDescriptors` makes descriptors of it; the bytes are there for those who only pass them
/// on. Nothing of it is made before somebody asks.
public final class ProtoFile: Sendable {
  /// The import path: `shop/v1/order.proto`.
  public let name: String
  /// The files that it imports, without those that are imported for their options only.
  public let imports: [ProtoFile]
  /// The descriptor's bytes, each as the Unicode scalar of that number; nil if it is elsewhere.
  private let text: StaticString?

  /// For generated code.
  ///
  /// - Parameter text: the bytes of the `google.protobuf.FileDescriptorProto`, each as the Unicode
  ///   scalar of that number. A literal of this form takes hardly more room than the bytes.
  public init(_ name: String, imports: [ProtoFile] = [], _ text: StaticString) {
    self.name = name
    self.imports = imports
    self.text = text
  }

  /// For generated code: a file that `MartletDescriptors` carries, such as
  /// `google/protobuf/descriptor.proto`, so that those who do not use that module need not have it.
  public init(inMartletDescriptors name: String) {
    self.name = name
    imports = []
    text = nil
  }

  /// The serialized `google.protobuf.FileDescriptorProto`, without source information and without
  /// options that are for the compiler only.
  ///
  /// Nil for the few files that `MartletDescriptors` carries; its `resolved` finds them.
  public var serializedDescriptor: [UInt8]? {
    guard let text else { return nil }
    return text.withUTF8Buffer { units in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(units.count)
      var index = 0
      while index < units.count {
        var byte = units[index]
        index += 1
        // The two bytes of a scalar from U+0080 to U+00FF are 110000xx 10xxxxxx.
        if byte >= 0xC0, index < units.count {
          byte = byte << 6 | units[index] & 0x3F
          index += 1
        }
        bytes.append(byte)
      }
      return bytes
    }
  }

  /// This file and all that it imports, directly or not: each once, behind those that it imports.
  public var withImports: [ProtoFile] {
    var files: [ProtoFile] = []
    var seen: Set<String> = []
    // A stack of its own, since a chain of imports may be of any length.
    var stack = [(file: self, next: 0)]
    seen.insert(name)
    while let (file, next) = stack.last {
      guard next < file.imports.count else {
        files.append(file)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let imported = file.imports[next]
      if seen.insert(imported.name).inserted { stack.append((imported, 0)) }
    }
    return files
  }
}

/// Where generated code puts the files that it carries: one static property each, named as the
/// file's import path.
public enum ProtoFiles {}
