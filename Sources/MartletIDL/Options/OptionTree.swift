/// The value of an option, typed by the field that it is assigned to.
indirect enum OptionValue {
  case bool(Bool)
  /// int32, sint32, sfixed32, int64 and so on.
  case signed(Int64)
  case unsigned(UInt64)
  /// Float and double; a float is rounded when it is stored.
  case number(Double)
  /// Strings and bytes.
  case bytes([UInt8])
  case enumeration(Int32)
  case message(OptionTree)
}

/// A message of option values under construction: the options of one thing, or an aggregate.
final class OptionTree {
  struct Entry {
    let field: FieldInfo
    var values: [OptionValue]
    var range: TextRange
    /// How many statements have set the field itself. An aggregate counts for what it is assigned
    /// to, not for the fields in it.
    var statements = 0
  }

  let type: MessageInfo
  /// In the order of the first assignment.
  private(set) var entries: [Entry] = []
  /// For `google.protobuf.Any` given as `[url/type] { … }`.
  var any: (url: String, message: OptionTree)?

  init(type: MessageInfo) {
    self.type = type
  }

  func entry(of field: FieldInfo) -> Entry? { entries.first { $0.field === field } }

  /// Counts a statement that has set `field`. Returns how many there were before it.
  func countStatement(of field: FieldInfo) -> Int {
    guard let index = entries.firstIndex(where: { $0.field === field }) else { return 0 }
    entries[index].statements += 1
    return entries[index].statements - 1
  }

  func append(_ value: OptionValue, to field: FieldInfo, at range: TextRange) {
    if let index = entries.firstIndex(where: { $0.field === field }) {
      entries[index].values.append(value)
    } else {
      entries.append(Entry(field: field, values: [value], range: range))
    }
  }
}
