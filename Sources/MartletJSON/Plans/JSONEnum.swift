import MartletProtobuf

/// An enum as reading and writing JSON see it, in the flat memory of its schema's plan.
struct JSONEnum {
  /// One value: its name as it stands in a text, quoted.
  struct Value {
    let number: Int32
    let count: Int32
    /// May be read in whole words.
    let text: UnsafeRawPointer

    var name: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: text + 1, count: Int(count) - 2)
    }
  }

  /// In the order of their declaration.
  private let values: UnsafePointer<Value>
  /// Places in `values` in the order of their numbers; of aliases the first declared one alone.
  private let byNumber: UnsafePointer<Int32>
  private let numberCount: Int
  private let names: NameSlots
  /// Whether it is `google.protobuf.NullValue`.
  let isNull: Bool
  /// Whether numbers without a name are unknown fields.
  let isClosed: Bool

  /// The value that a number is written as.
  @inline(__always)
  func value(number: Int32) -> UnsafePointer<Value>? {
    // Most enums count from zero without gaps.
    if let place = Int(exactly: number), place >= 0, place < numberCount {
      let value = values + Int(byNumber[place])
      if value.pointee.number == number { return value }
    }
    return searched(number)
  }

  @inline(never)
  private func searched(_ number: Int32) -> UnsafePointer<Value>? {
    var low = 0
    var high = numberCount
    while low < high {
      let middle = (low + high) / 2
      let value = values + Int(byNumber[middle])
      if value.pointee.number == number { return value }
      if value.pointee.number < number { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The number of a name.
  func number(named name: UnsafeRawBufferPointer) -> Int32? {
    let place = names.find(KeyHash.ofNames.hash(name)) { values[$0].name.elementsEqual(name) }
    return place.map { values[$0].number }
  }

  /// Fills memory of ``bytes(_:)`` with a plan, which is at its beginning.
  static func make(_ schema: ProtoEnumSchema) -> UnsafeMutableRawPointer {
    var texts = PlanTexts()
    let places = schema.values.map { texts.append([0x22] + $0.name.utf8 + [0x22]) }
    let order = schema.values.indices.sorted {
      (schema.values[$0].number, $0) < (schema.values[$1].number, $1)
    }
    let first = order.indices.filter {
      $0 == 0 || schema.values[order[$0]].number != schema.values[order[$0 - 1]].number
    }
    var memory = PlanMemory()
    let slots = NameSlots.count(places.count)
    let head = memory.reserve(JSONEnum.self, 1)
    let values = memory.reserve(Value.self, places.count)
    let byNumber = memory.reserve(Int32.self, first.count)
    let names = memory.reserve(UInt64.self, slots)
    let text = memory.reserve(UInt8.self, texts.bytes.count)
    let base = memory.allocate()

    let textBase = texts.store(base + text)
    let table = NameSlots((base + names).assumingMemoryBound(to: UInt64.self), count: slots)
    let valueBase = (base + values).bindMemory(to: Value.self, capacity: places.count)
    for (place, value) in schema.values.enumerated() {
      let (start, count) = places[place]
      (valueBase + place).initialize(
        to: Value(
          number: value.number, count: Int32(truncatingIfNeeded: count), text: textBase + start))
      var name = value.name
      name.withUTF8 { table.insert(KeyHash.ofNames.hash(UnsafeRawBufferPointer($0)), place) }
    }
    let numberBase = (base + byNumber).bindMemory(to: Int32.self, capacity: first.count)
    for (place, index) in first.enumerated() {
      (numberBase + place).initialize(to: Int32(truncatingIfNeeded: order[index]))
    }
    (base + head).initializeMemory(
      as: JSONEnum.self,
      to: JSONEnum(
        values: valueBase, byNumber: numberBase, numberCount: first.count, names: table,
        isNull: schema.fullName == "google.protobuf.NullValue", isClosed: schema.isClosed))
    return base
  }
}

extension ProtoEnumSchema {
  /// Valid as long as the schema.
  var json: UnsafePointer<JSONEnum> {
    UnsafePointer(jsonPlan.memory { JSONEnum.make(self) }.assumingMemoryBound(to: JSONEnum.self))
  }
}
