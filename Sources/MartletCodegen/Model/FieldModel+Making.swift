import MartletDescriptors
import MartletProtobuf

extension FieldModel {
  /// Works out a field's shape. The names are given later, when all fields of the message are known.
  init(
    _ field: Google.Protobuf.FieldDescriptorProto, of message: String, isProto3: Bool,
    resolver: TypeResolver, shadowing: Set<String>
  ) throws(GenerationError) {
    number = field.number ?? 0
    idlName = field.name ?? ""
    name = ""

    let entry = try FieldModel.mapEntry(field, resolver)
    if let entry {
      guard entry.field.count == 2, let key = entry.field[0].type.flatMap(ScalarType.init) else {
        throw resolver.error("field \(idlName) of \(message): not a valid map entry")
      }
      value = try FieldModel.value(entry.field[1], message, resolver, shadowing)
      cardinality = .map(key: key)
      return
    }
    value = try FieldModel.value(field, message, resolver, shadowing)
    cardinality = FieldModel.cardinality(field, value, isProto3: isProto3)
  }

  private static func cardinality(
    _ field: Google.Protobuf.FieldDescriptorProto, _ value: Value, isProto3: Bool
  ) -> Cardinality {
    if field.label == .repeated {
      return .repeated(packed: field.options?.packed ?? isProto3)
    }
    if let index = field.oneofIndex, field.proto3Optional != true {
      return .oneof(Int(index))
    }
    if case .message = value { return .explicit }
    return isProto3 && field.proto3Optional != true ? .implicit : .explicit
  }

  /// The entry message, if the field is a map.
  private static func mapEntry(
    _ field: Google.Protobuf.FieldDescriptorProto, _ resolver: TypeResolver
  ) throws(GenerationError) -> Google.Protobuf.DescriptorProto? {
    guard field.type == .message, field.label == .repeated else { return nil }
    guard case .message(let entry) = try resolver.entry(field.typeName ?? "").kind else {
      return nil
    }
    return entry.options?.mapEntry == true ? entry : nil
  }

  private static func value(
    _ field: Google.Protobuf.FieldDescriptorProto, _ message: String, _ resolver: TypeResolver,
    _ shadowing: Set<String>
  ) throws(GenerationError) -> Value {
    guard let type = field.type else {
      throw resolver.error("field \(field.name ?? "") of \(message) has no type")
    }
    if let scalar = ScalarType(type) { return .scalar(scalar) }
    if type == .group {
      throw resolver.error("field \(field.name ?? "") of \(message): groups are not supported yet")
    }
    let entry = try resolver.entry(field.typeName ?? "")
    let swiftType = try resolver.name(of: entry, shadowing: shadowing)
    switch entry.kind {
    case .message:
      return .message(swiftType)
    case .enumeration(let descriptor):
      return .enumeration(swiftType, first: EnumCases(descriptor).first)
    }
  }
}
