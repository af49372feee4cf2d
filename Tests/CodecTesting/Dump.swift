package import MartletProtobuf

/// A message's content in a form that does not depend on the wire format, read from the Swift value
/// by reflection: the drivers make the same from theirs.
package func dump(_ message: some ProtoMessage) -> String {
  Dumper(withUnknown: false).message(message)
}

/// The same with the unknown fields of the message and of all messages in it.
package func dumpAll(_ message: some ProtoMessage) -> String {
  Dumper(withUnknown: true).message(message)
}

/// What Python's verdict says else of the message; empty if nothing.
package func disagreement<Message: ProtoMessage>(
  _ message: Message, _ verdict: String, withUnknown: Bool = false
) -> String {
  let dumper = Dumper(withUnknown: withUnknown)
  if verdict == "~" { return "" }
  guard verdict.hasPrefix("=") else { return difference(dumper.message(message), verdict) }
  let digits = Array(verdict.utf8.dropFirst())
  let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
    UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
  }
  guard let theirs = try? Message(serializedBytes: bytes) else { return "\(bytes) is no message" }
  return difference(dumper.message(message), dumper.message(theirs))
}

private struct Dumper {
  let withUnknown: Bool
  /// Whether the strings at hand are written as ``UncheckedUTF8`` says.
  private var isUnchecked = false

  init(withUnknown: Bool) {
    self.withUnknown = withUnknown
  }

  func message<Message: ProtoMessage>(_ message: Message) -> String {
    var inner = self
    inner.isUnchecked = Message.protoSchema.fields.contains { !$0.validatesUTF8 }
    var fields: [String] = []
    var others: [String] = []
    for child in storedProperties(of: message) {
      guard let label = child.label else { continue }
      if let unknown = child.value as? UnknownFields {
        if withUnknown { others = dumpUnknown(unknown.bytes) }
      } else {
        fields += inner.field(idlName(label), child.value)
      }
    }
    return "{" + (fields.sorted() + others).joined(separator: ";") + "}"
  }

  /// Of a large message, those of the object that its fields are in.
  private func storedProperties(of message: some ProtoMessage) -> Mirror.Children {
    let own = Mirror(reflecting: message).children
    guard own.count == 1, let storage = own.first, storage.label == "_storage" else { return own }
    return Mirror(reflecting: storage.value).children
  }

  /// The name without what Swift needs around it: `_child` is the storage of `child`, `self_` is
  /// what `self` is called.
  private func idlName(_ label: String) -> String {
    var name = label
    if name.hasPrefix("_") { name.removeFirst() }
    if name.hasSuffix("_") { name.removeLast() }
    return name
  }

  /// The fields that a stored property stands for: none if it has its default.
  private func field(_ name: String, _ value: Any) -> [String] {
    let mirror = Mirror(reflecting: value)
    if let box = unboxed(value, mirror) {
      return field(name, box)
    }
    if mirror.displayStyle == .optional {
      guard let wrapped = mirror.children.first?.value else { return [] }
      if wrapped is any ProtoOneof {
        guard let field = Mirror(reflecting: wrapped).children.first else { return [] }
        return ["\(idlName(field.label ?? "")):\(self.value(field.value))"]
      }
      return ["\(name):\(self.value(wrapped))"]
    }
    return isDefault(value) ? [] : ["\(name):\(self.value(value))"]
  }

  /// What is in a `MessageBox`, as an optional.
  private func unboxed(_ value: Any, _ mirror: Mirror) -> Any? {
    guard String(describing: type(of: value)).hasPrefix("MessageBox<") else { return nil }
    guard let storage = mirror.children.first?.value,
      let object = Mirror(reflecting: storage).children.first?.value,
      let message = Mirror(reflecting: object).children.first?.value
    else { return String?.none as Any }
    return message as Any? as Any
  }

  private func isDefault(_ value: Any) -> Bool {
    switch value {
    case let value as any ProtoEnum: value.rawValue == 0
    case let value as any FixedWidthInteger: isZero(value)
    case let value as Float: value.bitPattern == 0
    case let value as Double: value.bitPattern == 0
    case let value as Bool: !value
    case let value as String: value.isEmpty
    case let value as any Collection: value.isEmpty
    default: false
    }
  }

  private func isZero(_ value: some FixedWidthInteger) -> Bool {
    value == 0
  }

  private func value(_ value: Any) -> String {
    switch value {
    case let value as any ProtoMessage: return message(value)
    case let value as any ProtoEnum: return String(value.rawValue)
    case let value as any FixedWidthInteger: return String(describing: value)
    case let value as Float: return "f" + hex(UInt64(value.bitPattern), 8)
    case let value as Double: return "d" + hex(value.bitPattern, 16)
    case let value as Bool: return String(value)
    case let value as String:
      return "s" + hex(isUnchecked ? UncheckedUTF8.bytes(value) : Array(value.utf8))
    case let value as [UInt8]: return "b" + hex(value)
    default: break
    }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .dictionary {
      let entries = mirror.children.map { entry in
        let pair = Array(Mirror(reflecting: entry.value).children)
        return self.value(pair[0].value) + "=" + self.value(pair[1].value)
      }
      return "<" + entries.sorted().joined(separator: ",") + ">"
    }
    if mirror.displayStyle == .optional {
      return mirror.children.first.map { self.value($0.value) } ?? "nil"
    }
    return "[" + mirror.children.map { self.value($0.value) }.joined(separator: ",") + "]"
  }
}

/// Fields in the order of their numbers, as their wire type shows them.
private func dumpUnknown(_ bytes: [UInt8]) -> [String] {
  var fields: [(number: UInt32, text: String)] = []
  bytes.withUnsafeBytes { buffer in
    var reader = WireReader(over: buffer, depth: 100)
    while !reader.isAtEnd {
      let start = reader.position
      guard let tag = try? reader.tag(), let next = try? WireReader.skip(tag, start, reader) else {
        return fields.append((.max, "invalid"))
      }
      let text: String
      switch tag & 7 {
      case 0: text = "\((try? reader.varint()) ?? 0)"
      case 1: text = "\((try? reader.fixed64()) ?? 0)"
      case 5: text = "\((try? reader.fixed32()) ?? 0)"
      case 3:
        let inner = try? reader.group(tag)
        text = "{" + dumpUnknown(inner.map { contents($0) } ?? []).joined(separator: ";") + "}"
      default: text = "b" + hex((try? reader.bytes()) ?? [])
      }
      fields.append((tag >> 3, "?\(tag >> 3)/\(tag & 7):\(text)"))
      reader.position = next
    }
  }
  return fields.enumerated()
    .sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }
    .map(\.element.text)
}

private func contents(_ reader: WireReader) -> [UInt8] {
  Array(
    UnsafeRawBufferPointer(start: reader.position, count: reader.end - reader.position))
}

private func hex(_ value: UInt64, _ digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: digits - text.count) + text
}

private func hex(_ bytes: [UInt8]) -> String {
  bytes.map { hex(UInt64($0), 2) }.joined()
}

/// Where two dumps differ, short enough to read; empty if they do not.
package func difference(_ left: String, _ right: String) -> String {
  if left == right { return "" }
  let left = Array(left.utf8)
  let right = Array(right.utf8)
  var start = 0
  while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
  func excerpt(_ text: [UInt8]) -> String {
    String(decoding: text[max(0, start - 40)..<min(text.count, start + 60)], as: UTF8.self)
  }
  return "at \(start): \(excerpt(left)) instead of \(excerpt(right))"
}
