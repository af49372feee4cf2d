internal import MartletDescriptors
internal import MartletProtobuf

/// The rules of one message: its numbers, its names, its ranges.
struct MessageChecks {
  let unit: FileUnit
  let fields: FieldChecks
  let extensions: ExtensionChecks
  /// protoc's bound.
  private static let mostFields = 65_535

  func check(_ message: MessageInfo) {
    if message.isMapEntry { return }
    if message.fields.count > Self.mostFields {
      unit.sink.error(
        "a message has at most \(Self.mostFields) fields", at: message.name.range,
        help: "move some of them into a message of their own")
    }
    for field in message.fields { fields.check(field) }
    checkNumbers(message)
    checkReservations(message)
    checkRanges(message)
    checkJSONNames(message)
    checkMessageSet(message)
    extensions.checkDeclarations(message)
    for field in message.extensions {
      fields.check(field)
      extensions.check(field)
    }
    for enumeration in message.enums {
      EnumChecks(unit: unit).check(enumeration)
      VisibilityChecks(unit: unit).check(enumeration, in: message)
    }
    VisibilityChecks(unit: unit).check(message)
    ProtoLimitChecks(unit: unit).check(message)
    for nested in message.nested { check(nested) }
  }

  // MARK: - Numbers and reservations

  private func checkNumbers(_ message: MessageInfo) {
    let reserved = NumberRanges(message.reservedRanges)
    let extensions = NumberRanges(message.extensionRanges.map(\.range))
    lazy var help = freeNumber(message).map { "the next free number is \($0)" }
    var seen: [Int32: FieldInfo] = [:]
    for field in message.fields where field.number > 0 {
      if let earlier = seen[field.number] {
        unit.sink.error(
          "number \(field.number) is already used by field \"\(earlier.name.text)\"",
          at: field.numberRange, rule: "duplicate-number", help: help,
          notes: [unit.note("first used here", earlier.numberRange)])
        continue
      }
      seen[field.number] = field
      if let range = reserved.range(with: field.number) {
        unit.sink.error(
          "number \(field.number) is reserved", at: field.numberRange,
          help: help,
          notes: [unit.note("reserved here", range.range)])
      } else if let range = extensions.range(with: field.number) {
        unit.sink.error(
          "number \(field.number) is left to extensions", at: field.numberRange,
          help: help,
          notes: [unit.note("left to extensions here", range.range)])
      }
    }
  }

  /// The number behind the largest in use that nothing forbids, else the smallest.
  private func freeNumber(_ message: MessageInfo) -> Int64? {
    var number = Int64(message.fields.map(\.number).max() ?? 0) + 1
    let taken = (message.reservedRanges + message.extensionRanges.map(\.range))
      .sorted { $0.first < $1.first }
    for range in taken where range.first <= number && number <= range.last {
      number = range.last + 1
    }
    if FieldNumber.implementation.contains(Int(number)) {
      number = Int64(FieldNumber.implementation.upperBound) + 1
    }
    if number <= FieldNumber.max { return number }
    return firstGap(message, taken)
  }

  /// The smallest number that is not used, nor within one of `taken`, which are sorted.
  private func firstGap(_ message: MessageInfo, _ taken: [NumberRange]) -> Int64? {
    let used = message.fields.map { Int64($0.number)...Int64($0.number) }
    let forbidden =
      FieldNumber.implementation.lowerBound...FieldNumber.implementation.upperBound
    let ranges = taken.filter { $0.first <= $0.last }.map { $0.first...$0.last } + used
    var number: Int64 = 1
    for range in (ranges + [Int64(forbidden.lowerBound)...Int64(forbidden.upperBound)])
      .sorted(by: { $0.lowerBound < $1.lowerBound })
    {
      if number < range.lowerBound { break }
      number = max(number, range.upperBound + 1)
    }
    return number <= FieldNumber.max ? number : nil
  }

  private func checkReservations(_ message: MessageInfo) {
    var names: [String: TextRange] = [:]
    for name in message.reservedNames {
      if let earlier = names[name.text] {
        unit.sink.error(
          "\"\(name.text)\" is reserved twice", at: name.range, help: "delete one",
          notes: [unit.note("first reserved here", earlier)])
      }
      names[name.text] = name.range
    }
    for field in message.fields {
      guard let range = names[field.name.text] else { continue }
      unit.sink.error(
        "the name \"\(field.name.text)\" is reserved", at: field.name.range,
        notes: [unit.note("reserved here", range)])
    }
  }

  private func checkRanges(_ message: MessageInfo) {
    let reserved = message.reservedRanges.filter {
      checkBounds($0, limit: FieldNumber.messageSetMax)
    }
    let limit = message.isMessageSet ? FieldNumber.messageSetMax : FieldNumber.max
    let extensions = message.extensionRanges.map(\.range).filter {
      checkBounds($0, limit: limit)
    }
    for ranges in [NumberRanges(reserved), NumberRanges(extensions)] {
      for pair in ranges.overlaps {
        unit.sink.error(
          "this range overlaps an earlier one", at: pair.later.range,
          notes: [unit.note("the earlier one", pair.earlier.range)])
      }
    }
    let reservedRanges = NumberRanges(reserved)
    for range in extensions {
      guard let other = reservedRanges.range(overlapping: range) else { continue }
      unit.sink.error(
        "this extension range overlaps reserved numbers", at: range.range,
        notes: [unit.note("reserved here", other.range)])
    }
  }

  /// False if the range makes no sense by itself, which is then reported.
  private func checkBounds(_ range: NumberRange, limit: Int64) -> Bool {
    if range.first < 1 {
      unit.sink.error("field numbers begin at 1", at: range.firstRange)
    } else if range.last < range.first {
      unit.sink.error("this range ends before it begins", at: range.range)
    } else if range.last > limit {
      unit.sink.error(
        "field numbers end at \(FieldNumber.max)",
        at: range.first > limit ? range.firstRange : range.lastRange,
        help: "write \"max\" for the largest number")
    } else {
      return true
    }
    return false
  }

  // MARK: - JSON names

  private struct JSONName {
    var field: FieldInfo
    var isCustom: Bool
  }

  /// Default names must differ among themselves, and so must the names in use.
  private func checkJSONNames(_ message: MessageInfo) {
    if message.allowsJSONConflicts { return }
    let hasCustom = message.fields.contains(where: \.hasJSONName)
    for usesCustom in hasCustom ? [false, true] : [false] {
      var seen: [String: JSONName] = [:]
      for field in message.fields {
        let standard = field.hasJSONName ? Naming.jsonName(field.name.text) : field.jsonName
        let name = usesCustom ? field.jsonName : standard
        let entry = JSONName(field: field, isCustom: name != standard)
        guard let earlier = seen[name] else {
          seen[name] = entry
          continue
        }
        // Two defaults that clash have been reported in the first round.
        if usesCustom, !entry.isCustom, !earlier.isCustom { continue }
        reportJSONClash(name, entry, earlier, message.features)
      }
    }
  }

  private func reportJSONClash(
    _ name: String, _ entry: JSONName, _ earlier: JSONName, _ features: ResolvedFeatures
  ) {
    // Fields of one name have their own message.
    if entry.field.name.text == earlier.field.name.text { return }
    let kind = entry.isCustom ? "" : "default "
    let other = earlier.isCustom ? "" : "default "
    let message: DiagnosticMessage =
      "the \(kind)JSON name \"\(name)\" of field \"\(entry.field.name.text)\" is also the "
      + "\(other)JSON name of field \"\(earlier.field.name.text)\""
    let notes = [unit.note("the other field", earlier.field.name.range)]
    let isStrict = features.jsonFormat != .legacyBestEffort || (entry.isCustom && earlier.isCustom)
    let custom = entry.field.syntax?.options.first { $0.plainName == "json_name" }
    let range = entry.isCustom ? custom?.value.range : nil
    unit.sink.report(
      isStrict ? .error : .warning, message, at: range ?? entry.field.name.range,
      help: entry.isCustom ? "choose another JSON name" : "rename one of the fields", notes: notes)
  }

  private func checkMessageSet(_ message: MessageInfo) {
    for case .option(let option) in message.syntax?.items ?? [] {
      if option.plainName == "map_entry" {
        unit.sink.error(
          "\"map_entry\" is the compiler's own and cannot be set", at: option.nameRange,
          help: "write a field of type map<Key, Value>")
      }
    }
    guard message.isMessageSet else { return }
    if unit.edition == .proto3 {
      let option = message.syntax?.items.optionStatements.first {
        $0.plainName == "message_set_wire_format"
      }
      unit.sink.error(
        "proto3 has no message sets", at: option?.nameRange ?? message.name.range,
        help: "delete the option")
    } else if let field = message.fields.first {
      unit.sink.error(
        "a message set has extensions only, no fields", at: field.name.range)
    }
  }
}
