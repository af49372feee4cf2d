package import MartletProtobuf

/// A message's content in a form that does not depend on the wire format, read from the Swift value
/// by reflection: the drivers make the same from theirs.
package func dump(_ message: some ProtoMessage) -> String {
  var fields: [String] = []
  for child in Mirror(reflecting: message).children {
    guard let label = child.label, label != "unknownFields" else { continue }
    fields += dumpField(idlName(label), child.value)
  }
  return "{" + fields.sorted().joined(separator: ";") + "}"
}

/// The name without what Swift needs around it: `_child` is the storage of `child`, `self_` is what
/// `self` is called.
private func idlName(_ label: String) -> String {
  var name = label
  if name.hasPrefix("_") { name.removeFirst() }
  if name.hasSuffix("_") { name.removeLast() }
  return name
}

/// The fields that a stored property stands for: none if it has its default.
private func dumpField(_ name: String, _ value: Any) -> [String] {
  let mirror = Mirror(reflecting: value)
  if let box = unboxed(value, mirror) {
    return dumpField(name, box)
  }
  if mirror.displayStyle == .optional {
    guard let wrapped = mirror.children.first?.value else { return [] }
    if wrapped is any ProtoOneof {
      guard let field = Mirror(reflecting: wrapped).children.first else { return [] }
      return ["\(idlName(field.label ?? "")):\(dumpValue(field.value))"]
    }
    return ["\(name):\(dumpValue(wrapped))"]
  }
  return isDefault(value) ? [] : ["\(name):\(dumpValue(value))"]
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

private func dumpValue(_ value: Any) -> String {
  switch value {
  case let value as any ProtoMessage: return dump(value)
  case let value as any ProtoEnum: return String(value.rawValue)
  case let value as any FixedWidthInteger: return String(describing: value)
  case let value as Float: return "f" + hex(UInt64(value.bitPattern), 8)
  case let value as Double: return "d" + hex(value.bitPattern, 16)
  case let value as Bool: return String(value)
  case let value as String: return "s" + hex(Array(value.utf8))
  case let value as [UInt8]: return "b" + hex(value)
  default: break
  }
  let mirror = Mirror(reflecting: value)
  if mirror.displayStyle == .dictionary {
    let entries = mirror.children.map { entry in
      let pair = Array(Mirror(reflecting: entry.value).children)
      return dumpValue(pair[0].value) + "=" + dumpValue(pair[1].value)
    }
    return "<" + entries.sorted().joined(separator: ",") + ">"
  }
  if mirror.displayStyle == .optional {
    return mirror.children.first.map { dumpValue($0.value) } ?? "nil"
  }
  return "[" + mirror.children.map { dumpValue($0.value) }.joined(separator: ",") + "]"
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
