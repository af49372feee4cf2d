import MartletDescriptors
import MartletProtobuf

/// Our own features (`idl/martlet/features.proto`), as files, enums and fields set them.
extension SwiftFeatures {
  /// The tag of the extension `martlet.swift` in `google.protobuf.FeatureSet`.
  private static let tag: UInt32 = 9998 << 3 | 2

  /// The features of an enum: its own, and for the rest those of its file.
  init(of enumeration: EnumDescriptor) throws(GenerationError) {
    self = try Self.merged(enumeration.options.features, of: enumeration)
  }

  /// The features of a field: its own, and for the rest those of its file.
  init(of field: FieldDescriptor) throws(GenerationError) {
    self = try Self.merged(field.options.features, of: field)
  }

  private static func merged(
    _ own: Google.Protobuf.FeatureSet?, of element: some Descriptor
  ) throws(GenerationError) -> SwiftFeatures {
    var box = MessageBox<SwiftFeatures>()
    do {
      try read(element.file.options.features, into: &box)
      try read(own, into: &box)
    } catch {
      throw GenerationError(
        "the features of \(element.fullName) cannot be read: \(error)", file: element.file.name)
    }
    return box.optional ?? SwiftFeatures()
  }

  private static func read(
    _ features: Google.Protobuf.FeatureSet?, into box: inout MessageBox<SwiftFeatures>
  ) throws {
    guard let unknown = features?.unknownFields, !unknown.isEmpty else { return }
    var others = UnknownFields()
    try unknown.bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var reader = WireReader(position: start, end: start + bytes.count, depth: 10)
      while !reader.isAtEnd {
        let field = reader.position
        let tag = try reader.tag()
        if tag == Self.tag {
          try reader.message(&box)
        } else {
          try reader.unknown(tag, from: field, into: &others)
        }
      }
    }
  }
}
