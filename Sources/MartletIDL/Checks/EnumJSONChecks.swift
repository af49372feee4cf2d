internal import MartletDescriptors
internal import MartletProtobuf

/// The rules of the names that enum values have in JSON by the option `(pb.enumvalue.json)`.
struct EnumJSONChecks {
  let unit: FileUnit

  func check(_ enumeration: EnumInfo) {
    if enumeration.jsonNames.isEmpty { return }
    var taken: [[UInt8]: EnumInfo.Value] = [:]
    var first: [Int32: Int] = [:]
    for (index, value) in enumeration.values.enumerated() {
      let custom = enumeration.jsonNames[index]
      let range = custom?.range ?? value.name.range
      if enumeration.allowAlias == true {
        if let earlier = first[value.number] {
          checkAlias(index, of: earlier, in: enumeration, at: range)
        } else {
          first[value.number] = index
        }
      }
      take(Array(value.name.text.utf8), by: value, &taken, at: value.name.range)
      guard let custom else { continue }
      take(custom.text ?? [], by: value, &taken, at: range)
      checkText(custom.text ?? [], of: value, at: range)
    }
  }

  private func checkAlias(
    _ index: Int, of earlier: Int, in enumeration: EnumInfo, at range: TextRange
  ) {
    if enumeration.jsonNames[index]?.text == enumeration.jsonNames[earlier]?.text { return }
    let name = enumeration.values[earlier].name
    unit.sink.error(
      "values of one number have one JSON name, and \"\(name.text)\" has another", at: range,
      notes: [unit.note("the other value", name.range)])
  }

  private func take(
    _ text: [UInt8], by value: EnumInfo.Value, _ taken: inout [[UInt8]: EnumInfo.Value],
    at range: TextRange
  ) {
    guard let earlier = taken[text] else {
      taken[text] = value
      return
    }
    if earlier.number == value.number { return }
    unit.sink.error(
      "\"\(String(decoding: text, as: UTF8.self))\" is in JSON also the name of "
        + "\"\(earlier.name.text)\"", at: range,
      notes: [unit.note("the other value", earlier.name.range)])
  }

  private func checkText(_ text: [UInt8], of value: EnumInfo.Value, at range: TextRange) {
    if text.contains(0) {
      unit.sink.error("a JSON name cannot contain a NUL character", at: range)
    }
    if let number = Self.integer(text), number != value.number {
      unit.sink.error(
        "this JSON name is a number, and not the value's own, which is \(value.number)", at: range)
    }
  }

  /// The number that `text` is, spaces around it aside.
  private static func integer(_ text: [UInt8]) -> Int32? {
    var digits = text[...]
    while let first = digits.first, Ascii.classes[Int(first)] == Ascii.whitespaceBit {
      digits.removeFirst()
    }
    while let last = digits.last, Ascii.classes[Int(last)] == Ascii.whitespaceBit {
      digits.removeLast()
    }
    return Int32(String(decoding: digits, as: UTF8.self))
  }
}
