import MartletProtobuf

/// Reads the texts of Timestamp (RFC 3339) and Duration.
enum TimeText {
  /// Seconds since 1970 and nanoseconds; nil if it is none, or out of range.
  static func timestamp(_ text: [UInt8]) -> (seconds: Int64, nanos: Int32)? {
    var rest = text[...]
    guard let year = number(&rest, digits: 4), take("-", &rest),
      let month = number(&rest, digits: 2), take("-", &rest),
      let day = number(&rest, digits: 2), take("T", &rest),
      let hour = number(&rest, digits: 2), take(":", &rest),
      let minute = number(&rest, digits: 2), take(":", &rest),
      let second = number(&rest, digits: 2), let nanos = fraction(&rest),
      let shift = zone(&rest), rest.isEmpty
    else { return nil }
    let time = CivilTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    guard time.isValid else { return nil }
    let seconds = time.secondsSince1970 - Int64(shift)
    return Google.Protobuf.Timestamp.validSeconds.contains(seconds) ? (seconds, nanos) : nil
  }

  /// Seconds and nanoseconds of the same sign; nil if it is none, or out of range.
  static func duration(_ text: [UInt8]) -> (seconds: Int64, nanos: Int32)? {
    var rest = text[...]
    let isNegative = take("-", &rest)
    var seconds: Int64 = 0
    let before = rest.count
    while let digit = rest.first, digit &- 0x30 < 10 {
      seconds = seconds * 10 + Int64(digit - 0x30)
      guard Google.Protobuf.Duration.validSeconds.contains(seconds) else { return nil }
      rest.removeFirst()
    }
    guard rest.count < before, let nanos = fraction(&rest), take("s", &rest), rest.isEmpty else {
      return nil
    }
    return isNegative ? (-seconds, -nanos) : (seconds, nanos)
  }

  private static func take(_ character: Character, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == character.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = rest.popFirst(), digit &- 0x30 < 10 else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }

  /// Nanoseconds: 0 without a point, nil without digits behind it or with more than nine.
  private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int32? {
    guard take(".", &rest) else { return 0 }
    var nanos: Int32 = 0
    var unit: Int32 = 100_000_000
    var digits = 0
    while let digit = rest.first, digit &- 0x30 < 10 {
      digits += 1
      guard digits <= 9 else { return nil }
      nanos += Int32(digit - 0x30) * unit
      unit /= 10
      rest.removeFirst()
    }
    return digits > 0 ? nanos : nil
  }

  /// `Z` or `+02:00`, in seconds.
  private static func zone(_ rest: inout ArraySlice<UInt8>) -> Int? {
    if take("Z", &rest) { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard isWest || rest.first == UInt8(ascii: "+") else { return nil }
    rest.removeFirst()
    guard let hours = number(&rest, digits: 2), take(":", &rest),
      let minutes = number(&rest, digits: 2), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }
}
