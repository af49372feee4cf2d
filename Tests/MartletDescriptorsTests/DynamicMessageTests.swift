import CodecTesting
import MartletDescriptors
import MartletJSON
import MartletProtobuf
import MartletText
import Testing

/// Messages whose type is known at run time only.
@Suite
struct DynamicMessageTests {
  static let shop = """
    syntax = "proto2";
    package shop;
    message Order {
      required string item = 1 [default = "tea"];
      optional int32 count = 2 [default = -3];
      repeated sint64 sizes = 3 [packed = true];
      map<string, Order> parts = 4;
      optional Color color = 5 [default = BLUE];
      oneof payment { bool cash = 6; bytes card = 7; }
      optional group Note = 8 { optional string text = 1; }
      repeated Color colors = 9;
      extensions 100 to max;
    }
    enum Color { RED = 1; BLUE = 2; }
    extend Order {
      optional double weight = 100;
      repeated string tags = 101;
      repeated Order gifts = 102;
    }
    """

  private func pool() throws -> DescriptorPool {
    try DescriptorPool(serializedBytes: Peers.descriptorSet(of: Self.shop))
  }

  private func order() throws -> DynamicMessage {
    DynamicMessage(try #require(try pool().message(named: "shop.Order")))
  }

  @Test
  func whatIsNotSetReadsAsItsDefault() throws {
    let order = try order()
    #expect(order["item"] == "tea")
    #expect(order["count"] == .int32(-3))
    #expect(order["sizes"] == [])
    #expect(order["parts"] == .map([:]))
    #expect(order["color"] == .enumeration(2))
    #expect(order["nothing"] == nil)
    #expect(order.fields.isEmpty)
    #expect(order.missingRequiredFields == ["item"])
  }

  @Test
  func fieldsAreSetReadAndCleared() throws {
    var order = try order()
    try order.set("cake", forField: "item")
    try order.set(.list([.int64(1), .int64(-1)]), forField: "sizes")
    try order.set(.map(["x": .message(order)]), forField: "parts")
    try order.set(true, forField: "cash")
    try order.set(.bytes([1]), forField: "card")
    #expect(order.fields.map(\.field.name) == ["item", "sizes", "parts", "card"])
    let payment = try #require(order.descriptor.oneof(named: "payment"))
    #expect(order.member(of: payment)?.name == "card")
    let copy = order
    order.clear(try #require(order.descriptor.field(named: "card")))
    #expect(order.member(of: payment) == nil)
    #expect(copy != order)
    #expect(order.missingRequiredFields.isEmpty)
  }

  @Test
  func valuesThatDoNotFitAreRefused() throws {
    var order = try order()
    let bad: [(DynamicValue, String, String)] = [
      (.int64(1), "count", "takes a value of type int32, not an int64"),
      (.list([]), "count", "not repeated"),
      (.int64(1), "sizes", "takes a list"),
      (.list([.int32(1)]), "sizes", "not an int32"),
      (.list([]), "parts", "takes a map"),
      (.map(["a": "b"]), "parts", "takes a message shop.Order"),
      (.message(order), "color", "takes a number of the enum shop.Color"),
      (true, "none", "no such field"),
    ]
    for (value, field, reason) in bad {
      let error = try #require(throws: DynamicFieldError.self) {
        try order.set(value, forField: field)
      }
      #expect(error.description.contains(reason), "\(error)")
    }
    #expect(order.fields.isEmpty)
  }

  @Test
  func allFormatsEachWay() throws {
    let pool = try pool()
    let type = try #require(pool.message(named: "shop.Order"))
    let types = ProtoTypeRegistry(pool)
    let text = """
      item: "cake"
      sizes: 1
      sizes: -1
      parts {
        key: "a"
        value {
          item: "b"
        }
      }
      Note {
        text: "n"
      }
      [shop.weight]: 1.5

      """
    let bytes = try ProtoText.message(of: text, type.messageSchema, .init(types: types))
    var order = DynamicMessage(type)
    try order.merge(serializedBytes: bytes, extensions: pool)
    #expect(order.unknownFields.isEmpty)
    #expect(order[try #require(pool.extensionField(named: "shop.weight"))] == .double(1.5))
    #expect(try order.textFormat(options: .init(types: types)) == text)
    let json = try order.jsonString(options: .init(types: types))
    #expect(
      json
        == #"{"item":"cake","sizes":["1","-1"],"parts":{"a":{"item":"b"}},"#
        + #""note":{"text":"n"},"[shop.weight]":1.5}"#)
    let again = try ProtoJSON.message(of: Array(json.utf8), type.messageSchema, .init(types: types))
    #expect(again == (try order.serializedBytes()))
    #expect(order.description.hasPrefix(#"shop.Order { item: "cake" sizes: 1"#))
  }

  /// As generated messages do, in each format and each direction, and of extensions, too.
  @Test
  func incompleteMessagesAreRefused() throws {
    let pool = try pool()
    let type = try #require(pool.message(named: "shop.Order"))
    let part = DynamicMessage(type)
    var order = part
    try order.set("cake", forField: "item")
    try order.set(.map(["x": .message(part)]), forField: "parts")
    let gifts = try #require(pool.extensionField(named: "shop.gifts"))
    try order.set(.list([.message(part)]), for: gifts)
    let missing = [#"parts["x"].item"#, "[shop.gifts][0].item"]
    #expect(!order.isInitialized)
    #expect(order.missingRequiredFields == missing)

    let encoding = #expect(throws: ProtoEncodingError.self) { try order.serializedBytes() }
    #expect(encoding?.missingFields == missing)
    #expect(throws: ProtoJSONError.self) { try order.jsonString() }
    #expect(throws: ProtoEncodingError.self) { try order.textFormat() }

    let bytes = try order.serializedBytes(partial: true)
    let decoding = #expect(throws: ProtoDecodingError.self) {
      try DynamicMessage(serializedBytes: bytes, type: type)
    }
    #expect(decoding?.reason == .missingRequiredFields)
    #expect(decoding?.missingFields == [#"parts["x"].item"#])
    var merged = DynamicMessage(type)
    let merging = #expect(throws: ProtoDecodingError.self) {
      try merged.merge(serializedBytes: bytes, extensions: pool)
    }
    #expect(merging?.missingFields == missing)
    #expect(merged == order)
    #expect(try DynamicMessage(serializedBytes: bytes, type: type, partial: true)["item"] == "cake")
    #expect(throws: ProtoJSONError.self) { try DynamicMessage(jsonString: "{}", type: type) }
    #expect(throws: ProtoTextError.self) { try DynamicMessage(textFormat: "", type: type) }
    let json = try DynamicMessage(jsonString: "{}", type: type, options: .init(partial: true))
    #expect(try json.textFormat(options: .init(partial: true)) == "")
  }

  /// Numbers without a name stay beside the fields, in singular, repeated and packed form.
  @Test
  func closedEnumsKeepNamesOnly() throws {
    let type = try #require(try pool().message(named: "shop.Order"))
    let bytes = Wire.varint(5, 9) + Wire.varint(9, 9) + Wire.varint(9, 1) + Wire.bytes(9, [8, 2])
    let order = try DynamicMessage(serializedBytes: bytes, type: type, partial: true)
    #expect(order.fields.map(\.value) == [.list([.enumeration(1), .enumeration(2)])])
    #expect(order.unknownFields.bytes == Wire.varint(5, 9) + Wire.varint(9, 9) + Wire.varint(9, 8))
  }

  @Test
  func unknownAndBrokenBytes() throws {
    let type = try #require(try pool().message(named: "shop.Order"))
    let bytes = Wire.varint(1, 1) + Wire.varint(50, 7)
    let order = try DynamicMessage(serializedBytes: bytes, type: type, partial: true)
    #expect(order.unknownFields.bytes == bytes)
    #expect(try order.serializedBytes(partial: true) == bytes)
    let cut = try #require(throws: ProtoDecodingError.self) {
      try DynamicMessage(serializedBytes: Wire.text(1, "ab").dropLast(), type: type)
    }
    #expect(cut.reason == .truncated)
    let deep = (0..<200).reduce([UInt8]()) { inner, _ in Wire.bytes(4, Wire.bytes(2, inner)) }
    let error = try #require(throws: ProtoDecodingError.self) {
      try DynamicMessage(serializedBytes: deep, type: type)
    }
    #expect(error.reason == .nestedTooDeep)
  }

  /// Every field type, against the generated type and Python.
  @Test(arguments: 1...2)
  func theSameAsGeneratedMessages(seed: Int) throws {
    let set = try Peers.descriptorSet(Peers.groups[2])
    let pool = try DescriptorPool(serializedBytes: set)
    let type = try #require(pool.message(named: "martlet.test.Everything"))
    let samples = try Driver.json("martlet.test.Everything", seed: 40 + seed, count: 30)
    var encoded: [[UInt8]] = []
    for sample in samples {
      let message = try DynamicMessage(serializedBytes: sample.bytes, type: type)
      let generated = try Everything(serializedBytes: sample.bytes)
      let bytes = try message.serializedBytes()
      let decoded = try Everything(serializedBytes: bytes)
      #expect(difference(dump(decoded), dump(generated)) == "")
      let read = try DynamicMessage(jsonString: sample.texts[0], type: type)
      #expect(read == message)
      encoded.append(bytes)
    }
    let verdicts = try Driver.judge("martlet.test.Everything", encoded)
    for (verdict, bytes) in zip(verdicts, encoded) {
      let decoded = try Everything(serializedBytes: bytes)
      #expect(difference(verdict, dump(decoded)) == "")
    }
  }

  @Test
  func messageSets() throws {
    let source = """
      syntax = "proto2";
      package p;
      message Set { option message_set_wire_format = true; extensions 4 to max; }
      message Member {
        optional int32 number = 1;
        extend Set { optional Member member = 2147483646; }
      }
      """
    let pool = try DescriptorPool(serializedBytes: Peers.descriptorSet(of: source))
    let type = try #require(pool.message(named: "p.Set"))
    let bytes: [UInt8] = [0x0B, 0x10, 0xFE, 0xFF, 0xFF, 0xFF, 0x07, 0x1A, 2, 8, 5, 0x0C]
    var set = DynamicMessage(type)
    try set.merge(serializedBytes: bytes, extensions: pool)
    let field = try #require(pool.extensionField(named: "p.Member.member"))
    guard case .message(let member) = set[field] else {
      Issue.record("no message")
      return
    }
    #expect(member["number"] == .int32(5))
    #expect(try set.serializedBytes() == bytes)
    #expect(set.unknownFields.isEmpty)
    // Beside an item that the pool does not know, too.
    let other: [UInt8] = [0x0B, 0x10, 99, 0x1A, 0, 0x0C]
    var mixed = DynamicMessage(type)
    try mixed.merge(serializedBytes: other + bytes, extensions: pool)
    #expect(mixed[field] == set[field])
    #expect(mixed.unknownFields.bytes == other)
    // Without the pool it is unknown, and kept.
    let plain = try DynamicMessage(serializedBytes: bytes, type: type)
    #expect(plain.unknownFields.bytes == bytes)

    let options = ProtoJSONEncodingOptions(types: ProtoTypeRegistry(pool))
    #expect(try set.jsonString(options: options) == #"{"[p.Member.member]":{"number":5}}"#)
    let text = ProtoTextDecodingOptions(types: ProtoTypeRegistry(pool))
    let read = try DynamicMessage(textFormat: "[p.Member] { number: 5 }", type: type, options: text)
    #expect(try read.serializedBytes() == bytes)
  }
}
