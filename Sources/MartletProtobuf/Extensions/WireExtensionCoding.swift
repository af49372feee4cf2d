/// How the value of an extension stands among encoded fields. What conforms has no values; it names
/// a coding, as ``WireCoding`` does for one value. Where generated code names one, it is compiled for
/// the type of that extension.
public protocol WireExtensionCoding<Value>: SendableMetatype {
  associatedtype Value: Hashable & Sendable
  /// What a message without the extension has.
  static var unset: Value { get }
  /// Merges one occurrence, and those that follow it without another field between them if there may
  /// be several values. The reader is behind the first one's tag; returns where it has come to.
  static func read(
    _ value: inout Value, _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer
  /// Appends the field.
  static func write(_ value: Value, _ field: ProtoFieldSchema, _ writer: WireWriter) -> WireWriter
  /// The required fields that are missing in a value that is a message or several, each with its way
  /// from the extension, `.a.b` or `[1].a`.
  static func missingFields(in value: Value, atMost limit: Int) -> [String]
}

extension WireExtensionCoding {
  public static func missingFields(in value: Value, atMost limit: Int) -> [String] { [] }
}

/// A single value that is no message, and no closed enum.
public enum WireSingular<Coding: WireCoding>: WireExtensionCoding {
  @inlinable
  public static var unset: Coding.Value? { nil }

  @inlinable
  public static func read(
    _ value: inout Coding.Value?, _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = reader
    var read = Coding.initial
    try Coding.read(&read, &reader)
    value = read
    return reader.position
  }

  @inlinable
  public static func write(
    _ value: Coding.Value?, _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    var writer = writer
    if let value { Coding.write(value, field.tag, &writer) }
    return writer
  }
}

/// A closed enum. A number without a name is no value.
public enum WireClosedEnum<Enum: ProtoClosedEnum>: WireExtensionCoding {
  @inlinable
  public static var unset: Enum? { nil }

  @inlinable
  public static func read(
    _ value: inout Enum?, _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = reader
    if let read = Enum(rawValue: try reader.int32()) { value = read }
    return reader.position
  }

  @inlinable
  public static func write(
    _ value: Enum?, _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    WireSingular<WireEnum<Enum>>.write(value, field, writer)
  }
}

/// A message or a group. Several occurrences merge.
public enum WireSubmessage<Message: ProtoMessage>: WireExtensionCoding {
  @inlinable
  public static var unset: Message? { nil }

  @inlinable
  public static func read(
    _ value: inout Message?, _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var message = value.take() ?? Message()
    defer { value = message }
    return try message.mergeField(tag, reader)
  }

  @inlinable
  public static func write(
    _ value: Message?, _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    var writer = writer
    guard let value else { return writer }
    if field.isMessageSetItem {
      writer.messageSetItem(value, field.number)
    } else if field.type == .group {
      writer.group(value, field.tag)
    } else {
      writer.message(value, field.tag)
    }
    return writer
  }

  public static func missingFields(in value: Message?, atMost limit: Int) -> [String] {
    value?.missingRequiredFields(atMost: limit).map { ".\($0)" } ?? []
  }
}

/// Strings or bytes.
public enum WireList<Coding: WireRepeatable>: WireExtensionCoding {
  @inlinable
  public static var unset: [Coding.Value] { [] }

  @inlinable
  public static func read(
    _ value: inout [Coding.Value], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try Coding.readRun(&value, tag, reader)
  }

  @inlinable
  public static func write(
    _ value: [Coding.Value], _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    value.isEmpty ? writer : Coding.writeRun(value, field.tag, writer)
  }
}

/// Numbers, booleans or the values of an open enum: read packed and one by one, written as the field
/// says.
public enum WirePackableList<Coding: WirePackable>: WireExtensionCoding {
  @inlinable
  public static var unset: [Coding.Value] { [] }

  @inlinable
  public static func read(
    _ value: inout [Coding.Value], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    tag & 7 == 2
      ? try Coding.readPacked(&value, reader) : try Coding.readRun(&value, tag, reader)
  }

  @inlinable
  public static func write(
    _ value: [Coding.Value], _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    if value.isEmpty { return writer }
    return field.isPacked
      ? Coding.writePacked(value, field.packedTag, writer)
      : Coding.writeRun(value, field.tag, writer)
  }
}

/// Values of a closed enum. Numbers without a name are passed over.
public enum WireClosedEnumList<Enum: ProtoClosedEnum>: WireExtensionCoding {
  @inlinable
  public static var unset: [Enum] { [] }

  @inlinable
  public static func read(
    _ value: inout [Enum], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = reader
    var others = UnknownFields()
    if tag & 7 == 2 {
      try reader.packedEnumerations(&value, tag, &others)
    } else {
      try reader.enumerations(&value, tag, &others)
    }
    return reader.position
  }

  @inlinable
  public static func write(
    _ value: [Enum], _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    WirePackableList<WireEnum<Enum>>.write(value, field, writer)
  }
}

/// Messages or groups.
public enum WireSubmessageList<Message: ProtoMessage>: WireExtensionCoding {
  @inlinable
  public static var unset: [Message] { [] }

  @inlinable
  public static func read(
    _ value: inout [Message], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = reader
    if tag & 7 == 3 {
      try reader.groups(&value, tag)
    } else {
      try reader.messages(&value, tag)
    }
    return reader.position
  }

  @inlinable
  public static func write(
    _ value: [Message], _ field: ProtoFieldSchema, _ writer: WireWriter
  ) -> WireWriter {
    var writer = writer
    if field.type == .group {
      withUnsafePointer(to: value) { writer.groups(at: $0, field.tag) }
    } else {
      withUnsafePointer(to: value) { writer.messages(at: $0, field.tag) }
    }
    return writer
  }

  public static func missingFields(in value: [Message], atMost limit: Int) -> [String] {
    var missing: [String] = []
    for (index, message) in value.enumerated() where missing.count < limit {
      let own = message.missingRequiredFields(atMost: limit - missing.count)
      missing += own.map { "[\(index)].\($0)" }
    }
    return missing
  }
}

extension ProtoMessage {
  /// Merges a field whose tag has been read, which tells how the message is delimited. Returns the
  /// place behind it.
  @inlinable
  mutating func mergeField(
    _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    if tag & 7 == 3 {
      try reader.group(into: &self, tag)
    } else {
      try reader.message(into: &self)
    }
    return reader.position
  }
}
