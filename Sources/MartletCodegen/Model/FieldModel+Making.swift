import MartletDescriptors

extension FieldModel {
  /// Works out a field's shape. The names are given later, when all fields of the message are known.
  init(
    _ field: FieldDescriptor, resolver: TypeResolver, shadowing: Set<String>
  ) throws(GenerationError) {
    descriptor = field
    number = field.number
    idlName = field.name
    name = ""
    defaultValue = try DefaultValue.expression(of: field)
    if let key = field.mapKey, let mapValue = field.mapValue {
      guard let keyType = ScalarType(key) else {
        throw resolver.error("\(field.fullName): no map can have such keys")
      }
      cardinality = .map(key: keyType)
      value = try FieldModel.value(mapValue, resolver, shadowing)
    } else {
      cardinality = FieldModel.cardinality(field)
      value = try FieldModel.value(field, resolver, shadowing)
    }
    if isBoxed, !field.isExtension, let scalar = ScalarType(wrapper: field.messageType),
      try SwiftFeatures(of: field).wrappers == .optional
    {
      wrapped = scalar
    }
  }

  private static func cardinality(_ field: FieldDescriptor) -> Cardinality {
    if field.isRepeated { return .repeated(packed: field.isPacked) }
    if let oneof = field.oneof { return .oneof(oneof.indexInMessage) }
    return field.hasPresence ? .explicit : .implicit
  }

  private static func value(
    _ field: FieldDescriptor, _ resolver: TypeResolver, _ shadowing: Set<String>
  ) throws(GenerationError) -> Value {
    switch field.type {
    case .message(let message):
      return .message(
        try resolver.name(of: message, shadowing: shadowing), isDelimited: field.isDelimited)
    case .enumeration(let enumeration):
      return .enumeration(
        try resolver.name(of: enumeration, shadowing: shadowing),
        first: try EnumCases(enumeration).initial, isClosed: enumeration.isClosed)
    default:
      guard let scalar = ScalarType(field) else {
        throw resolver.error("\(field.fullName) is of a type that is not supported")
      }
      return .scalar(scalar)
    }
  }
}
