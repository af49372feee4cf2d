internal import MartletDescriptors
internal import MartletProtobuf

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

  /// Whether a field of `type` without presence is not written at this value. Zero with a minus
  /// is another value than zero.
  func isZero(as type: FieldInfo.Proto.TypeEnum?) -> Bool {
    switch self {
    case .bool(let value): !value
    case .signed(let value): value == 0
    case .unsigned(let value): value == 0
    case .number(let value):
      type == .float ? Float(value).bitPattern == 0 : value.bitPattern == 0
    case .bytes(let bytes): bytes.isEmpty
    case .enumeration(let number): number == 0
    case .message: false
    }
  }
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

  struct AnyValue {
    let url: String
    let message: OptionTree
    let range: TextRange
  }

  let type: MessageInfo
  /// In the order of the first assignment.
  private(set) var entries: [Entry] = []
  /// For `google.protobuf.Any` given as `[url/type] { … }`.
  var any: AnyValue?
  /// The field of each oneof that was set last, by the oneof's index.
  private var chosen: [Int: Int32] = [:]

  /// Whether several statements may each have set a part of it.
  let isPiecemeal: Bool

  init(type: MessageInfo, isPiecemeal: Bool = false) {
    self.type = type
    self.isPiecemeal = isPiecemeal
  }

  /// A required field that is not set.
  var missingField: String? {
    // An entry of a map always has its value, if need be an empty one.
    if type.isMapEntry, let value = type.fields.last, let message = value.message,
      entry(of: value) == nil
    {
      return OptionTree(type: message).missingField
    }
    return type.fields.first { $0.isRequired && entry(of: $0) == nil }?.name.text
  }

  /// Whether the message is one of those that hold options.
  var isOptions: Bool {
    type.name.text.hasSuffix("Options") && type.file.source.name == OptionTarget.schemaFile
  }

  func entry(of field: FieldInfo) -> Entry? { entries.first { $0.field === field } }

  /// Counts a statement that has set `field`. Returns how many there were before it.
  func countStatement(of field: FieldInfo) -> Int {
    guard let index = entries.firstIndex(where: { $0.field === field }) else { return 0 }
    entries[index].statements += 1
    return entries[index].statements - 1
  }

  /// What is set at `path`, which leads from field to field.
  func entry(at path: ArraySlice<FieldInfo>) -> Entry? {
    guard let field = path.first, let entry = entry(of: field) else { return nil }
    if path.count == 1 { return entry }
    guard case .message(let next)? = entry.values.first else { return nil }
    return next.entry(at: path.dropFirst())
  }

  /// The message that is the value of `field`, made if need be.
  func child(at field: FieldInfo, _ range: TextRange) -> OptionTree? {
    if case .message(let child)? = entry(of: field)?.values.first {
      choose(field)
      return child
    }
    guard let type = field.message else { return nil }
    let child = OptionTree(type: type, isPiecemeal: true)
    append(.message(child), to: field, at: range)
    return child
  }

  /// Takes over everything from `other`, which is of the same type.
  func merge(_ other: OptionTree) {
    for entry in other.entries {
      for value in entry.values {
        if !entry.field.isRepeated, case .message(let theirs) = value,
          case .message(let ours)? = self.entry(of: entry.field)?.values.first
        {
          choose(entry.field)
          ours.merge(theirs)
        } else {
          append(value, to: entry.field, at: entry.range)
        }
      }
    }
    if let any = other.any { self.any = any }
    chosen.merge(other.chosen) { _, later in later }
  }

  /// Whether another field of the same oneof was set later: separate statements may do that.
  func isOverruled(_ field: FieldInfo) -> Bool {
    guard let oneof = field.oneofIndex, !field.isExtension else { return false }
    return chosen[oneof] ?? field.number != field.number
  }

  func append(_ value: OptionValue, to field: FieldInfo, at range: TextRange) {
    choose(field)
    if let index = entries.firstIndex(where: { $0.field === field }) {
      entries[index].values.append(value)
    } else {
      entries.append(Entry(field: field, values: [value], range: range))
    }
  }

  /// Notes that `field` is set once more.
  func choose(_ field: FieldInfo) {
    if let oneof = field.oneofIndex, !field.isExtension { chosen[oneof] = field.number }
  }
}
