// JSON as messages: `["name": "Ada", "born": 1815, "tags": [true, nil]]` is a `Struct`.

extension Google.Protobuf.Value {
  public init(_ value: Double) { self.init(kind: .numberValue(value)) }
  public init(_ value: String) { self.init(kind: .stringValue(value)) }
  public init(_ value: Bool) { self.init(kind: .boolValue(value)) }
  public init(_ value: Google.Protobuf.Struct) { self.init(kind: .structValue(value)) }
  public init(_ values: [Google.Protobuf.Value]) {
    self.init(kind: .listValue(.init(values: values)))
  }

  /// JSON's `null`.
  public static var null: Self { .init(kind: .nullValue(.nullValue)) }

  public var isNull: Bool { if case .nullValue? = kind { true } else { false } }

  /// The number, if it is one.
  public var number: Double? { if case .numberValue(let value)? = kind { value } else { nil } }

  /// The string, if it is one.
  public var string: String? { if case .stringValue(let value)? = kind { value } else { nil } }

  /// The truth value, if it is one.
  public var bool: Bool? { if case .boolValue(let value)? = kind { value } else { nil } }

  /// The elements, if it is a list.
  public var list: [Google.Protobuf.Value]? {
    if case .listValue(let value)? = kind { value.values } else { nil }
  }

  /// The members, if it is an object.
  public var object: [String: Google.Protobuf.Value]? {
    if case .structValue(let value)? = kind { value.fields } else { nil }
  }

  /// The member of a name; nil if it is no object or has no such member.
  public subscript(name: String) -> Google.Protobuf.Value? { object?[name] }

  /// An element; nil if it is no list or not as long.
  public subscript(index: Int) -> Google.Protobuf.Value? {
    guard let list, list.indices.contains(index) else { return nil }
    return list[index]
  }
}

extension Google.Protobuf.Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self.init(value) }
  public init(integerLiteral value: Int64) { self.init(Double(value)) }
  public init(floatLiteral value: Double) { self.init(value) }
  public init(stringLiteral value: String) { self.init(value) }
  public init(arrayLiteral elements: Google.Protobuf.Value...) { self.init(elements) }
  public init(dictionaryLiteral elements: (String, Google.Protobuf.Value)...) {
    self.init(Google.Protobuf.Struct(elements))
  }
}

extension Google.Protobuf.Struct: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Google.Protobuf.Value)...) {
    self.init(elements)
  }

  /// Of members with the same name the last one counts.
  fileprivate init(_ elements: [(String, Google.Protobuf.Value)]) {
    self.init(fields: Dictionary(elements) { _, last in last })
  }

  /// The member of a name. Setting nil takes it away; ``Google/Protobuf/Value/null`` is JSON's
  /// `null`.
  public subscript(name: String) -> Google.Protobuf.Value? {
    get { fields[name] }
    _modify { yield &fields[name] }
  }
}

extension Google.Protobuf.ListValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Google.Protobuf.Value...) { self.init(values: elements) }
}
