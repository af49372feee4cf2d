import MartletProtobuf

/// Fifth step: numbers in their order, none of them twice and none where it must not be.
extension FileBuilder {
  mutating func orderNumbers() throws(DescriptorPoolError) {
    records.fieldOrder = (0..<records.firstExtension).map { Int32(truncatingIfNeeded: $0) }
    for message in records.messages.indices { try orderFields(of: message) }
    records.valueOrder = []
    records.valueOrder.reserveCapacity(records.values.count)
    for enumeration in records.enums.indices { try orderValues(of: enumeration) }
  }

  private mutating func orderFields(of message: Int) throws(DescriptorPoolError) {
    let range = records.messages[message].fields.range
    let fields = records.fields
    var isSorted = true
    var previous: Int32 = 0
    for index in range {
      let number = fields[index].number
      guard NumberRanges.isField(number) else {
        throw error(.invalidNumber(number), Member(.field, index))
      }
      if number <= previous { isSorted = false }
      previous = number
    }
    if !isSorted {
      let order = records.fieldOrder[range].sorted {
        (fields[Int($0)].number, $0) < (fields[Int($1)].number, $1)
      }
      for (one, other) in zip(order, order.dropFirst())
      where fields[Int(one)].number == fields[Int(other)].number {
        throw error(.conflictingNumber(fields[Int(other)].number), Member(.field, Int(other)))
      }
      records.fieldOrder.replaceSubrange(range, with: order)
    }
    records.messages[message].fieldNumbers = NumberIndex(records.fieldOrder, range) {
      fields[$0].number
    }
    try checkRanges(of: message)
  }

  /// Ranges for extensions and reserved ones against each other and the fields.
  private func checkRanges(of message: Int) throws(DescriptorPoolError) {
    let proto = messageProtos[message]
    for name in proto.reservedName {
      if let member = names.find(name, in: .message(message), records), member.kind == .field,
        Int(member.index) < records.firstExtension
      {
        throw error(.reservedName, member)
      }
    }
    if proto.extensionRange.isEmpty && proto.reservedRange.isEmpty { return }
    let element = Member(.message, message)
    let highest = records.messages[message].isMessageSet ? Int32.max : NumberRanges.highest + 1
    var ranges = NumberRanges()
    for range in proto.extensionRange {
      let (start, end) = (range.start ?? 0, range.end ?? 0)
      guard start >= 1, start < end, end <= highest else {
        throw error(.invalidRange(start: start, end: end), element)
      }
      ranges.add(start..<end)
    }
    for range in proto.reservedRange {
      let (start, end) = (range.start ?? 0, range.end ?? 0)
      guard start >= 1, start < end else {
        throw error(.invalidRange(start: start, end: end), element)
      }
      ranges.add(start..<end)
    }
    ranges.sort()
    if let number = ranges.firstOverlap { throw error(.conflictingNumber(number), element) }
    for index in records.messages[message].fields.range {
      let number = records.fields[index].number
      if ranges.contains(number) { throw error(.conflictingNumber(number), Member(.field, index)) }
    }
  }

  private mutating func orderValues(of enumeration: Int) throws(DescriptorPoolError) {
    let record = records.enums[enumeration]
    let proto = enumProtos[enumeration]
    let element = Member(.enumeration, enumeration)
    let values = records.values
    let range = record.values.range
    guard let first = range.first, record.features.enumType == .closed || values[first].number == 0
    else { throw error(.invalidFirstValue, element) }
    for range in proto.reservedRange where (range.start ?? 0) > (range.end ?? 0) {
      throw error(.invalidRange(start: range.start ?? 0, end: range.end ?? 0), element)
    }

    let start = records.valueOrder.count
    let order = range.map { Int32(truncatingIfNeeded: $0) }.sorted {
      (values[Int($0)].number, $0) < (values[Int($1)].number, $1)
    }
    for index in order {
      let number = values[Int(index)].number
      if let last = records.valueOrder[start...].last, values[Int(last)].number == number {
        if proto.options?.allowAlias ?? false { continue }
        throw error(.conflictingNumber(number), Member(.value, Int(index)))
      }
      records.valueOrder.append(index)
    }
    records.enums[enumeration].valueNumbers = NumberIndex(
      records.valueOrder, start..<records.valueOrder.count
    ) { values[$0].number }
  }
}

/// Ranges of numbers, of which it can be told fast whether one has a number in it.
struct NumberRanges {
  /// The highest number that a field may have.
  static let highest: Int32 = 536_870_911

  private var ranges: [Range<Int32>] = []

  /// Whether a field may have the number. 19000 to 19999 are for implementations of protobuf.
  static func isField(_ number: Int32) -> Bool {
    (1...highest).contains(number) && !(19000...19999).contains(number)
  }

  mutating func add(_ range: Range<Int32>) {
    ranges.append(range)
  }

  /// Comes before all questions.
  mutating func sort() {
    ranges.sort { $0.lowerBound < $1.lowerBound }
  }

  /// A number that is in two of the ranges.
  var firstOverlap: Int32? {
    for (one, other) in zip(ranges, ranges.dropFirst()) where one.overlaps(other) {
      return other.lowerBound
    }
    return nil
  }

  /// Whether one of the ranges, which do not overlap, has the number.
  func contains(_ number: Int32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= number { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(number)
  }
}
