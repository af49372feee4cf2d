import MartletProtobuf

/// The messages that the runner tests with.
///
/// `EDITIONS` and `EDITION_UNSTABLE` are set where the runner is new enough to bring messages in
/// editions, and in one that is not out yet.
enum TestMessages {
  private static let tested: [any ProtoMessage.Type] = {
    var types: [any ProtoMessage.Type] = [TestAllTypesProto2.self, TestAllTypesProto3.self]
    #if EDITIONS
      types += [
        TestAllTypesEdition2023.self, EditionsTestAllTypesProto2.self,
        EditionsTestAllTypesProto3.self,
      ]
    #endif
    #if EDITION_UNSTABLE
      types.append(UnstableTestAllTypesEditionUnstable.self)
    #endif
    return types
  }()

  /// What may stand in an `Any` besides.
  private static let wellKnown: [any ProtoMessage.Type] = [
    Google.Protobuf.AnyMessage.self, Google.Protobuf.BoolValue.self,
    Google.Protobuf.BytesValue.self, Google.Protobuf.DoubleValue.self,
    Google.Protobuf.Duration.self, Google.Protobuf.Empty.self, Google.Protobuf.FieldMask.self,
    Google.Protobuf.FloatValue.self, Google.Protobuf.Int32Value.self,
    Google.Protobuf.Int64Value.self, Google.Protobuf.ListValue.self,
    Google.Protobuf.StringValue.self, Google.Protobuf.Struct.self,
    Google.Protobuf.Timestamp.self, Google.Protobuf.UInt32Value.self,
    Google.Protobuf.UInt64Value.self, Google.Protobuf.Value.self,
  ]

  /// All that the files of the test messages declare, extensions among it.
  static let registry: ProtoTypeRegistry = {
    var files: [ProtoFileTypes] = [
      .googleProtobufTestMessagesProto2, .googleProtobufTestMessagesProto3,
    ]
    #if EDITIONS
      files += [
        .conformanceTestProtosTestMessagesEdition2023, .editionsGoldenTestMessagesProto2Editions,
        .editionsGoldenTestMessagesProto3Editions,
      ]
    #endif
    var registry = ProtoTypeRegistry(files: files)
    for type in wellKnown { registry.add(type) }
    return registry
  }()

  static func type(named name: String) -> (any ProtoMessage.Type)? {
    tested.first { $0.protoMessageName == name }
  }

  /// Extensions are decoded when they are read, so they are read before an answer is given.
  static func readExtensions(_ message: some ProtoMessage) throws {
    #if EDITIONS
      if let message = message as? TestAllTypesEdition2023 {
        _ = try message.value(of: TestAllTypesEdition2023.extensionInt32)
        _ = try message.value(of: TestAllTypesEdition2023.extensionString)
        _ = try message.value(of: TestAllTypesEdition2023.extensionBytes)
        _ = try message.value(of: TestAllTypesEdition2023.groupliketype_121)
        _ = try message.value(of: TestAllTypesEdition2023.delimitedExt)
      }
    #endif
  }
}
