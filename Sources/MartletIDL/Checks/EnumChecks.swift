internal import MartletDescriptors
internal import MartletProtobuf

/// The rules of one enum.
struct EnumChecks {
  let unit: FileUnit

  func check(_ enumeration: EnumInfo) {
    checkFirst(enumeration)
    checkNumbers(enumeration)
    checkNames(enumeration)
    checkReservations(enumeration)
    FeatureSupportChecks(unit: unit).check(enumeration)
    ProtoLimitChecks(unit: unit).check(enumeration)
    EnumJSONChecks(unit: unit).check(enumeration)
  }

  private func checkFirst(_ enumeration: EnumInfo) {
    guard !enumeration.isClosed, let first = enumeration.values.first,
      let number = first.syntax.number, number.int32 != 0
    else { return }
    let name = Naming.shouted(enumeration.name.text)
    let isProto3 = unit.edition == .proto3
    unit.sink.error(
      "the first value of \(isProto3 ? "a proto3" : "an open") enum must be 0", at: number.range,
      help: "put \(name)_UNSPECIFIED = 0; before it"
        + (isProto3 ? "" : ", or set features.enum_type = CLOSED"))
  }

  private func checkNumbers(_ enumeration: EnumInfo) {
    var seen: [Int32: EnumInfo.Value] = [:]
    var hasAlias = false
    lazy var next = Int64(enumeration.values.map(\.number).max() ?? 0) + 1
    for value in enumeration.values {
      guard let number = value.syntax.number else { continue }
      guard let int32 = number.int32 else {
        unit.sink.error("enum numbers have 32 bits", at: number.range)
        continue
      }
      if let earlier = seen[int32] {
        hasAlias = true
        if enumeration.allowAlias != true {
          unit.sink.error(
            "number \(int32) is already used by \"\(earlier.name.text)\"", at: number.range,
            rule: "duplicate-number",
            help: "the next free number is \(next); if both shall mean the same, add: "
              + "option allow_alias = true;",
            notes: [unit.note("first used here", earlier.name.range)])
        }
      } else {
        seen[int32] = value
      }
    }
    checkAliasOption(enumeration, hasAlias: hasAlias)
  }

  private func checkAliasOption(_ enumeration: EnumInfo, hasAlias: Bool) {
    guard let allow = enumeration.allowAlias else { return }
    let option = enumeration.syntax.items.optionStatements.first { $0.plainName == "allow_alias" }
    let range = option?.nameRange ?? enumeration.name.range
    let edits = option.map { [($0.range, "")] } ?? []
    if !allow {
      unit.sink.error(
        "\"allow_alias = false\" changes nothing", at: range, help: "delete the option",
        edits: edits)
    } else if !hasAlias {
      unit.sink.error(
        "\"allow_alias\" is set, but no two values share a number", at: range,
        help: "delete the option", edits: edits)
    }
  }

  // MARK: - Names

  /// Generated code drops the enum's name from its values, so they must differ without it too.
  private func checkNames(_ enumeration: EnumInfo) {
    let prefix = enumeration.name.text.utf8.filter { $0 != Ascii.underscore }.map(Ascii.lowered)
    var seen: [[UInt8]: EnumInfo.Value] = [:]
    for value in enumeration.values {
      let short = Self.shortName(value.name.text, prefix: prefix)
      guard let earlier = seen[short] else {
        seen[short] = value
        continue
      }
      if earlier.name.text == value.name.text || earlier.number == value.number { continue }
      let isTolerated = enumeration.allowsNameConflicts && unit.edition == .proto2
      unit.sink.report(
        isTolerated ? .warning : .error,
        "\"\(value.name.text)\" and \"\(earlier.name.text)\" are the same name without regard to "
          + "case and the prefix \"\(Naming.shouted(enumeration.name.text))_\"",
        at: value.name.range, help: "rename one of them",
        notes: [unit.note("the other one", earlier.name.range)])
    }
  }

  /// `COLOR_DARK_RED` as `DarkRed`.
  private static func shortName(_ name: String, prefix: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var raise = true
    for byte in withoutPrefix(Array(name.utf8), prefix) {
      if byte == Ascii.underscore {
        raise = true
      } else {
        result.append(raise ? Ascii.uppered(byte) : Ascii.lowered(byte))
        raise = false
      }
    }
    return result
  }

  private static func withoutPrefix(_ name: [UInt8], _ prefix: [UInt8]) -> ArraySlice<UInt8> {
    var index = 0
    var matched = 0
    while index < name.count, matched < prefix.count {
      if name[index] != Ascii.underscore {
        if Ascii.lowered(name[index]) != prefix[matched] { return name[...] }
        matched += 1
      }
      index += 1
    }
    if matched < prefix.count { return name[...] }
    while index < name.count, name[index] == Ascii.underscore { index += 1 }
    return index == name.count ? name[...] : name[index...]
  }

  // MARK: - Reservations

  private func checkReservations(_ enumeration: EnumInfo) {
    let bounds = Int64(Int32.min)...Int64(Int32.max)
    for range in enumeration.reservedRanges {
      if range.last < range.first {
        unit.sink.error("this range ends before it begins", at: range.range)
      } else if !bounds.contains(range.first) || !bounds.contains(range.last) {
        unit.sink.error(
          "enum numbers have 32 bits",
          at: bounds.contains(range.first) ? range.lastRange : range.firstRange,
          help: "write \"max\" for the largest number")
      }
    }
    let ranges = NumberRanges(enumeration.reservedRanges)
    for pair in ranges.overlaps {
      unit.sink.error(
        "this range overlaps an earlier one", at: pair.later.range,
        notes: [unit.note("the earlier one", pair.earlier.range)])
    }
    var names: [String: TextRange] = [:]
    for name in enumeration.reservedNames {
      if let earlier = names[name.text] {
        unit.sink.error(
          "\"\(name.text)\" is reserved twice", at: name.range, help: "delete one",
          notes: [unit.note("first reserved here", earlier)])
      }
      names[name.text] = name.range
    }
    for value in enumeration.values where value.syntax.number != nil {
      if let range = names[value.name.text] {
        unit.sink.error(
          "the name \"\(value.name.text)\" is reserved", at: value.name.range,
          notes: [unit.note("reserved here", range)])
      }
      if let range = ranges.range(with: value.number) {
        unit.sink.error(
          "number \(value.number) is reserved", at: value.syntax.number?.range ?? value.name.range,
          notes: [unit.note("reserved here", range.range)])
      }
    }
  }
}
