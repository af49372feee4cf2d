public import MartletProtobuf

/// A oneof of a message.
public struct OneofDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  private var record: OneofRecord { records.oneofs[index] }

  public var name: String { record.name }
  public var fullName: String { records.fullName(of: Member(.oneof, index)) }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] {
    containingMessage.sourcePath + [8, Int32(indexInMessage)]
  }

  /// Whether it only stands for `optional` before a proto3 field: one field, not in the source.
  public var isSynthetic: Bool { record.isSynthetic }
  /// The message that it belongs to.
  public var containingMessage: MessageDescriptor { sibling(Int(record.message)) }
  /// Its fields, at least one.
  public var fields: DescriptorList<FieldDescriptor> { list(record.fields) }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.OneofOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.OneofDescriptorProto {
    containingMessage.proto.oneofDecl[indexInMessage]
  }

  /// Which of the message's oneofs it is.
  public var indexInMessage: Int {
    index - Int(records.messages[Int(record.message)].oneofs.start)
  }
}
