// A value whose absence can be told, in messages that have no other way to say so.

extension Google.Protobuf.DoubleValue: ExpressibleByFloatLiteral {
  public init(_ value: Double) { self.init(value: value) }
  public init(floatLiteral value: Double) { self.init(value) }
}

extension Google.Protobuf.FloatValue: ExpressibleByFloatLiteral {
  public init(_ value: Float) { self.init(value: value) }
  public init(floatLiteral value: Float) { self.init(value) }
}

extension Google.Protobuf.Int64Value: ExpressibleByIntegerLiteral {
  public init(_ value: Int64) { self.init(value: value) }
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension Google.Protobuf.UInt64Value: ExpressibleByIntegerLiteral {
  public init(_ value: UInt64) { self.init(value: value) }
  public init(integerLiteral value: UInt64) { self.init(value) }
}

extension Google.Protobuf.Int32Value: ExpressibleByIntegerLiteral {
  public init(_ value: Int32) { self.init(value: value) }
  public init(integerLiteral value: Int32) { self.init(value) }
}

extension Google.Protobuf.UInt32Value: ExpressibleByIntegerLiteral {
  public init(_ value: UInt32) { self.init(value: value) }
  public init(integerLiteral value: UInt32) { self.init(value) }
}

extension Google.Protobuf.BoolValue: ExpressibleByBooleanLiteral {
  public init(_ value: Bool) { self.init(value: value) }
  public init(booleanLiteral value: Bool) { self.init(value) }
}

extension Google.Protobuf.StringValue: ExpressibleByStringLiteral {
  public init(_ value: String) { self.init(value: value) }
  public init(stringLiteral value: String) { self.init(value) }
}

extension Google.Protobuf.BytesValue {
  public init(_ value: [UInt8]) { self.init(value: value) }
}
