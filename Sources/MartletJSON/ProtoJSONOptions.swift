public import MartletProtobuf

/// How messages are written as JSON.
public struct ProtoJSONEncodingOptions: Sendable {
  /// Fields are named as in the IDL instead of lowerCamelCase.
  public var usesIDLFieldNames: Bool
  /// Enum values are written as numbers.
  public var writesEnumsAsNumbers: Bool
  /// Fields without presence, repeated fields and maps are written even if they are zero or empty.
  public var writesDefaults: Bool
  /// Each field stands on a line of its own, indented by two spaces.
  public var isPretty: Bool
  /// The types that may stand in an `Any`, and extensions.
  public var types: ProtoTypeRegistry
  /// Fields that the IDL requires may be missing.
  public var partial: Bool

  public init(
    usesIDLFieldNames: Bool = false, writesEnumsAsNumbers: Bool = false,
    writesDefaults: Bool = false, isPretty: Bool = false,
    types: ProtoTypeRegistry = ProtoTypeRegistry(), partial: Bool = false
  ) {
    self.usesIDLFieldNames = usesIDLFieldNames
    self.writesEnumsAsNumbers = writesEnumsAsNumbers
    self.writesDefaults = writesDefaults
    self.isPretty = isPretty
    self.types = types
    self.partial = partial
  }
}

/// How JSON is read into messages.
public struct ProtoJSONDecodingOptions: Sendable {
  /// Fields and names of enum values that the type does not know are passed over instead of being
  /// an error.
  public var ignoresUnknownFields: Bool
  /// How deep objects and arrays may be nested.
  public var depth: Int
  /// The types that may stand in an `Any`, and extensions.
  public var types: ProtoTypeRegistry
  /// Fields that the IDL requires may be missing.
  public var partial: Bool

  public init(
    ignoresUnknownFields: Bool = false, depth: Int = 100,
    types: ProtoTypeRegistry = ProtoTypeRegistry(), partial: Bool = false
  ) {
    self.ignoresUnknownFields = ignoresUnknownFields
    self.depth = depth
    self.types = types
    self.partial = partial
  }
}
