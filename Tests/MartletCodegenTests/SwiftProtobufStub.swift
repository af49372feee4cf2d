/// A module that declares what swift-protobuf's users get into scope by importing it: the names of
/// its public types. (As of 1.39; that they are as many as there matters less than that they are
/// those that ours might be mixed up with.)
enum SwiftProtobufStub {
  static let source =
    protocols.map { "public protocol \($0) {}\n" }.joined()
    + structs.map { "public struct \($0) { public init() {} }\n" }.joined()
    + "public enum Internal {}\n"
    + "extension String { public init(serializedBytes: [UInt8]) { self.init() } }\n"
    + "extension Array { public var unknownFields: UnknownStorage { .init() } }\n"

  private static let protocols = words(
    """
    AnyExtensionField AnyMessageExtension Decoder Enum ExtensibleMessage ExtensionMap FieldType
    MapKeyType MapValueType Message MessageExtension ProtobufWrapper SwiftProtobufContiguousBytes
    Visitor _ExtensionMessageImplementationBase _MessageImplementationBase _ProtoNameProviding
    """)

  private static let structs = words(
    """
    AnyUnpackError AsyncMessageSequence BinaryDecodingError BinaryDecodingOptions
    BinaryDelimited BinaryEncodingError BinaryEncodingOptions ExtensionFieldValueSet
    Google_Protobuf_Any Google_Protobuf_Api Google_Protobuf_BoolValue Google_Protobuf_BytesValue
    Google_Protobuf_DescriptorProto Google_Protobuf_DoubleValue Google_Protobuf_Duration
    Google_Protobuf_Empty Google_Protobuf_Enum Google_Protobuf_EnumValue Google_Protobuf_Field
    Google_Protobuf_FieldMask Google_Protobuf_FileDescriptorProto Google_Protobuf_FloatValue
    Google_Protobuf_Int32Value Google_Protobuf_Int64Value Google_Protobuf_ListValue
    Google_Protobuf_Method Google_Protobuf_Mixin Google_Protobuf_NullValue Google_Protobuf_Option
    Google_Protobuf_SourceContext Google_Protobuf_StringValue Google_Protobuf_Struct
    Google_Protobuf_Syntax Google_Protobuf_Timestamp Google_Protobuf_Type
    Google_Protobuf_UInt32Value Google_Protobuf_UInt64Value Google_Protobuf_Value
    JSONDecodingError JSONDecodingOptions JSONEncodingError JSONEncodingOptions OptionalEnumExtensionField
    ProtobufBool ProtobufBytes ProtobufDouble ProtobufFixed32 ProtobufFixed64 ProtobufFloat
    ProtobufInt32 ProtobufInt64 ProtobufMap ProtobufSFixed32 ProtobufSFixed64 ProtobufSInt32
    ProtobufSInt64 ProtobufString ProtobufUInt32 ProtobufUInt64 SimpleExtensionMap
    SwiftProtobufError TextFormatDecodingError TextFormatDecodingOptions TextFormatEncodingOptions
    UnknownStorage Version _MessageExtension _NameMap
    """)

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
