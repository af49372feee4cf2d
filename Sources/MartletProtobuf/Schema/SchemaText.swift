/// Reads the compact text in which generated code keeps its schemas.
///
/// A message is a list of fields, each ended by `;`: number, type and names, separated by spaces.
///
///     1s? name;2m*0 items;3%se1 by_name;4e+1 colors hues;5i@0 number;
///
/// The type is a letter (below), behind `%` and the letter of the key if it is a map; then come
/// flags, the place of its type in the list beside the text, and behind `@` the place of its oneof.
/// A JSON name follows if it is not the default. Reserved names stand there too, as `-name;`. An
/// enum is a list of `number name;`.
struct SchemaText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { bytes = text }

  /// The letters of types; those of the C++ ABI where it has one.
  static let letters: [(Character, ProtoFieldType)] = [
    ("d", .double), ("f", .float), ("x", .int64), ("y", .uint64), ("i", .int32),
    ("Q", .fixed64), ("I", .fixed32), ("b", .bool), ("s", .string), ("g", .group),
    ("m", .message), ("B", .bytes), ("j", .uint32), ("e", .enumeration), ("J", .sfixed32),
    ("q", .sfixed64), ("z", .sint32), ("Z", .sint64),
  ]

  // A flag each: `?` optional, `!` required, `*` repeated, `+` packed, `~` not checked for UTF-8, `^`
  // in a message set.

  var isAtEnd: Bool { position >= bytes.count }

  private var next: UInt8 { isAtEnd ? 0 : bytes[position] }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func number() -> Int32 {
    let isNegative = take("-")
    var value: Int64 = 0
    while (0x30...0x39).contains(next) {
      value = (value &* 10 &+ Int64(next - 0x30)) & 0xFFFF_FFFF
      position += 1
    }
    return Int32(truncatingIfNeeded: isNegative ? -value : value)
  }

  /// The word up to the next space or semicolon, which is taken too if it is a space.
  mutating func word() -> String {
    let start = position
    while !isAtEnd, next != UInt8(ascii: " "), next != UInt8(ascii: ";") { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    _ = take(" ")
    return word
  }

  /// `%20` is a space: what has a meaning here is written so.
  private static func unescaped(_ word: String) -> String {
    guard word.utf8.contains(UInt8(ascii: "%")) else { return word }
    var result: [UInt8] = []
    var rest = word.utf8[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
        result.append(value)
        rest = rest.dropFirst(2)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func type() -> ProtoFieldType {
    let letter = Character(Unicode.Scalar(next))
    position += 1
    return Self.letters.first { $0.0 == letter }?.1 ?? .bytes
  }

  /// A reserved name, if one comes next.
  mutating func reservedName() -> String? {
    guard take("-") else { return nil }
    let name = word()
    _ = take(";")
    return name
  }

  /// A field, or an extension, which has its full name.
  mutating func field(
    _ types: [ProtoSchemaReference], isExtension: Bool = false
  ) -> ProtoFieldSchema {
    let number = number()
    let key: ProtoFieldType? = take("%") ? type() : nil
    let type = type()
    var cardinality = key == nil ? ProtoFieldSchema.Cardinality.implicit : .map
    var isPacked = false
    var validatesUTF8 = true
    var isMessageSetItem = false
    while true {
      if take("?") {
        cardinality = .optional
      } else if take("!") {
        cardinality = .required
      } else if take("*") {
        cardinality = .repeated
      } else if take("~") {
        validatesUTF8 = false
      } else if take("^") {
        isMessageSetItem = true
      } else if take("+") {
        cardinality = .repeated
        isPacked = true
      } else {
        break
      }
    }
    var reference: ProtoSchemaReference?
    if type.isMessage || type == .enumeration {
      let place = Int(self.number())
      if types.indices.contains(place) { reference = types[place] }
    }
    let oneof = take("@") ? Int(self.number()) : nil
    _ = take(" ")
    let name = word()
    let jsonName = next == UInt8(ascii: ";") ? nil : Self.unescaped(word())
    _ = take(";")
    guard let key else {
      return ProtoFieldSchema(
        number: number, name: name, jsonName: jsonName, type: type, cardinality: cardinality,
        isPacked: isPacked, oneof: oneof, validatesUTF8: validatesUTF8, isExtension: isExtension,
        isMessageSetItem: isMessageSetItem, reference: reference)
    }
    let entry = ProtoMessageSchema(
      mapKey: key, value: type, reference: reference, validatesUTF8: validatesUTF8)
    return ProtoFieldSchema(
      number: number, name: name, jsonName: jsonName, type: .message, cardinality: .map,
      mapEntry: entry)
  }
}

extension ProtoMessageSchema {
  /// The schema of a generated type; `text` is in the form that the generator writes.
  public convenience init(
    _ fullName: String, _ text: StaticString, types: [ProtoSchemaReference] = [],
    oneofs: [String] = [], isExtendable: Bool = false, isMessageSet: Bool = false
  ) {
    var text = SchemaText(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    var fields: [ProtoFieldSchema] = []
    var reservedNames: Set<String> = []
    while !text.isAtEnd {
      if let name = text.reservedName() {
        reservedNames.insert(name)
      } else {
        fields.append(text.field(types))
      }
    }
    self.init(
      fullName: fullName, fields: fields, oneofs: oneofs, reservedNames: reservedNames,
      isExtendable: isExtendable, isMessageSet: isMessageSet)
  }

  /// The type of a map's entries.
  package convenience init(
    mapKey: ProtoFieldType, value: ProtoFieldType, reference: ProtoSchemaReference?,
    validatesUTF8: Bool
  ) {
    // Both always count as there: an entry without a key has the default one.
    let key = ProtoFieldSchema(
      number: 1, name: "key", type: mapKey, cardinality: .optional, validatesUTF8: validatesUTF8)
    let value = ProtoFieldSchema(
      number: 2, name: "value", type: value, cardinality: .optional,
      validatesUTF8: validatesUTF8, reference: reference)
    self.init(fullName: "", fields: [key, value])
  }
}

extension ProtoFieldSchema {
  /// The schema of a generated extension; `text` is in the form that the generator writes.
  @usableFromInline
  static func ofExtension(
    _ text: StaticString, types: [ProtoSchemaReference]
  ) -> ProtoFieldSchema {
    var text = SchemaText(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    return text.field(types, isExtension: true)
  }
}

extension ProtoEnumSchema {
  /// The schema of a generated enum; `text` is in the form that the generator writes.
  public convenience init(_ fullName: String, _ text: StaticString, isClosed: Bool = false) {
    var text = SchemaText(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    var values: [Value] = []
    while !text.isAtEnd { values.append(text.value()) }
    self.init(fullName: fullName, values: values, isClosed: isClosed)
  }
}

extension SchemaText {
  fileprivate mutating func value() -> ProtoEnumSchema.Value {
    let number = number()
    _ = take(" ")
    let name = word()
    _ = take(";")
    return ProtoEnumSchema.Value(name: name, number: number)
  }
}
