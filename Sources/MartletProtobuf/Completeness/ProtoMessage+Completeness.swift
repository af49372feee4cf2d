extension ProtoMessage {
  /// Whether all fields are set that the IDL requires, here and in the messages within. True of
  /// each message that cannot have such fields, and then it costs nothing to ask.
  ///
  /// Extensions are not looked into: a message keeps them encoded and does not know their types, nor
  /// which of its unknown fields are any. Reading one does (``ProtoExtendable/value(of:limits:partial:)``).
  @inlinable
  public var isInitialized: Bool {
    withUnsafePointer(to: self) { Self.isComplete($0) }
  }

  /// The required fields that are not set, here and in the messages within, each with its way from
  /// this message: `order.lines[3].price`.
  public var missingRequiredFields: [String] {
    missingRequiredFields(atMost: .max)
  }

  func missingRequiredFields(atMost limit: Int) -> [String] {
    if isInitialized { return [] }
    guard let bytes = try? serializedBytes(partial: true) else { return [] }
    // As deep as the message itself is.
    return bytes.withUnsafeBytes {
      MissingFields(in: $0, Self.protoSchema, depth: .max, limit: limit).paths
    }
  }

  /// Generated for messages that can lack required fields.
  @inlinable
  public static func isComplete(_ message: UnsafePointer<Self>) -> Bool { true }
}

/// Whether required fields are set in what a message is made of; for generated code.
public enum Completeness {
  @inlinable
  public static func of<Message: ProtoMessage>(_ message: Message) -> Bool {
    message.isInitialized
  }

  /// A submessage that may be missing.
  @inlinable
  public static func of<Message: ProtoMessage>(_ box: borrowing MessageBox<Message>) -> Bool {
    guard let address = box.address else { return true }
    return Message.isComplete(address)
  }

  /// A submessage that must not be missing.
  @inlinable
  public static func required<Message: ProtoMessage>(
    _ box: borrowing MessageBox<Message>
  ) -> Bool {
    box.storage != nil && of(box)
  }

  /// A submessage that must not be missing, and cannot lack anything itself.
  @inlinable
  public static func isSet<Message: ProtoMessage>(_ box: borrowing MessageBox<Message>) -> Bool {
    box.storage != nil
  }

  @inlinable
  public static func of<Message: ProtoMessage>(_ messages: [Message]) -> Bool {
    messages.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return true }
      for index in 0..<elements.count where !Message.isComplete(first + index) { return false }
      return true
    }
  }

  @inlinable
  public static func of<Key, Message: ProtoMessage>(_ map: [Key: Message]) -> Bool {
    map.values.allSatisfy(\.isInitialized)
  }
}
