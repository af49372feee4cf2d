import MartletProtobuf

/// Makes plans of schemas.
enum JSONPlan {
  /// Memory with a ``JSONMessage`` at its beginning. Fields of other types find the plans of those
  /// when they need them.
  static func make(of schema: ProtoMessageSchema) -> UnsafeMutableRawPointer {
    make(of: schema.fields, schema)
  }

  /// The same for fields without a message: an extension.
  static func make(of fields: [ProtoFieldSchema]) -> UnsafeMutableRawPointer {
    make(of: fields, nil)
  }

  private static func make(
    of fields: [ProtoFieldSchema], _ schema: ProtoMessageSchema?
  ) -> UnsafeMutableRawPointer {
    var texts = PlanTexts()
    let keys = fields.map { field in
      (texts.append(key(field.jsonName)), texts.append(key(idlName(field))))
    }
    var memory = PlanMemory()
    let slots = NameSlots.count(2 * fields.count)
    // Small numbers only, so that a field of number 500 million costs no memory.
    let numberCount = min(4 * fields.count + 16, 4096)
    let head = memory.reserve(JSONMessage.self, 1)
    let places = memory.reserve(JSONField.self, fields.count)
    let names = memory.reserve(UInt64.self, slots)
    let numbers = memory.reserve(UInt16.self, numberCount)
    let text = memory.reserve(UInt8.self, texts.bytes.count)
    let base = memory.allocate()

    let textBase = texts.store(base + text)
    let table = NameSlots((base + names).bindMemory(to: UInt64.self, capacity: slots), count: slots)
    let numberBase = (base + numbers).bindMemory(to: UInt16.self, capacity: numberCount)
    numberBase.initialize(repeating: 0, count: numberCount)
    let fieldBase = (base + places).bindMemory(to: JSONField.self, capacity: fields.count)
    for (place, field) in fields.enumerated() {
      let (key, idlKey) = keys[place]
      (fieldBase + place).initialize(
        to: JSONField(
          field, place: place, oneof: field.oneof.map { fields.count + $0 } ?? -1,
          key: Self.key(textBase, key, field.jsonName),
          idlKey: Self.key(textBase, idlKey, idlName(field))))
      if let number = Int(exactly: field.number), number >= 0, number < numberCount,
        numberBase[number] == 0
      {
        numberBase[number] = UInt16(clamping: place + 1)
      }
    }
    // All of JSON's own names before any of the IDL's.
    for (place, field) in fields.enumerated() { insert(field.jsonName, 2 * place, table) }
    for (place, field) in fields.enumerated() { insert(field.name, 2 * place + 1, table) }
    (base + head).initializeMemory(
      as: JSONMessage.self,
      to: JSONMessage(
        schema, fields: fieldBase, count: fields.count, names: table, places: numberBase,
        numberCount: numberCount))
    return base
  }

  private static func idlName(_ field: ProtoFieldSchema) -> String {
    field.isExtension ? field.jsonName : field.name
  }

  private static func insert(_ name: String, _ number: Int, _ table: NameSlots) {
    var name = name
    name.withUTF8 { table.insert(KeyHash.ofNames.hash(UnsafeRawBufferPointer($0)), number) }
  }

  private static func key(
    _ base: UnsafeRawPointer, _ place: (start: Int, count: Int), _ name: String
  ) -> JSONField.Key {
    JSONField.Key(
      text: base + place.start, count: place.count, isPlain: place.count == name.utf8.count + 4)
  }

  /// `,"name":`, escaped: `json_name` may hold any text.
  private static func key(_ name: String) -> [UInt8] {
    var output = OutputBuffer()
    output.byte(UInt8(ascii: ","))
    output.quoted(name)
    output.byte(UInt8(ascii: ":"))
    return Array(output.bytes)
  }
}

extension ProtoMessageSchema {
  /// Valid as long as the schema.
  var json: UnsafePointer<JSONMessage> {
    UnsafePointer(
      jsonPlan.memory { JSONPlan.make(of: self) }.assumingMemoryBound(to: JSONMessage.self))
  }
}
