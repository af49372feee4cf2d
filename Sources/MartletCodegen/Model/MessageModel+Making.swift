import MartletDescriptors

extension MessageModel {
  /// - Parameters:
  ///   - outer: the Swift type around it, nil at the top level.
  ///   - visible: the nested types of the messages around it.
  init(
    _ descriptor: MessageDescriptor, outer: String?, resolver: TypeResolver,
    visible: Set<String>
  ) throws(GenerationError) {
    self.descriptor = descriptor
    name = resolver.types.name(of: descriptor)
    qualifiedName = if let outer { outer + "." + name.own } else { name.own }

    let nestedMessages = descriptor.messages.filter { !$0.isMapEntry }
    var typeNames: Set<String> = []
    for message in nestedMessages { typeNames.formUnion(resolver.types.name(of: message).all) }
    for enumeration in descriptor.enums {
      typeNames.formUnion(resolver.types.name(of: enumeration).all)
    }
    let oneofTypes = MessageModel.oneofTypes(descriptor, name, &typeNames)
    let shadowing = visible.union(typeNames)
    let hiding = shadowing.union(MessageModel.valueNames(descriptor))

    var fields: [FieldModel] = []
    for field in descriptor.fields {
      fields.append(try FieldModel(field, resolver: resolver, shadowing: hiding))
    }
    members = MessageModel.members(descriptor, &fields, oneofTypes, typeNames)

    var nested: [MessageModel] = []
    for message in nestedMessages {
      nested.append(
        try MessageModel(
          message, outer: qualifiedName, resolver: resolver, visible: shadowing))
    }
    self.nested = nested
  }

  /// The values that hide types of their names in the code of a message: its properties, and what
  /// its `decode` and `encode` declare.
  private static func valueNames(_ descriptor: MessageDescriptor) -> Set<String> {
    var names: Set<String> = ["message", "old", "reader", "start", "tag", "value", "writer"]
    for field in descriptor.fields { names.insert(SwiftNames.property(field.name)) }
    for oneof in descriptor.realOneofs { names.insert(SwiftNames.property(oneof.name)) }
    return names
  }

  /// The enums' names for all oneofs; `Oneof` is added where a type of that name is there already.
  private static func oneofTypes(
    _ descriptor: MessageDescriptor, _ message: TypeName, _ taken: inout Set<String>
  ) -> [String] {
    descriptor.realOneofs.map { oneof in
      let camel = SwiftNames.upperCamel(oneof.name)
      var name = SwiftNames.type(camel, .enumeration)
      if message.all.contains(name) || taken.contains(name) { name = camel + "Oneof" }
      while !taken.insert(name).inserted { name += "_" }
      return name
    }
  }

  /// Gives every property and case its name and brings them into the order of the IDL.
  private static func members(
    _ descriptor: MessageDescriptor, _ fields: inout [FieldModel],
    _ oneofTypes: [String], _ typeNames: Set<String>
  ) -> [Member] {
    var properties = typeNames
    var cases = [Set<String>](repeating: [], count: oneofTypes.count)
    var oneofNames: [Int: String] = [:]
    for index in fields.indices {
      if case .oneof(let oneof) = fields[index].cardinality {
        if oneofNames[oneof] == nil {
          let name = SwiftNames.property(descriptor.oneofs[oneof].name)
          oneofNames[oneof] = unique(name, "oneof", &properties)
        }
        let name = SwiftNames.enumCase(fields[index].idlName)
        fields[index].name = unique(name, String(fields[index].number), &cases[oneof])
      } else {
        let name = SwiftNames.property(fields[index].idlName)
        fields[index].name = unique(name, String(fields[index].number), &properties)
      }
    }
    for index in fields.indices where fields[index].isBoxed {
      var storage = "_" + fields[index].name
      while !properties.insert(storage).inserted { storage = "_" + storage }
      fields[index].storage = storage
    }
    for index in fields.indices where fields[index].hasOrDefault {
      let name = fields[index].name + "OrDefault"
      fields[index].orDefault = unique(name, String(fields[index].number), &properties)
    }

    var members: [Member] = []
    var seen: Set<Int> = []
    for field in fields {
      guard case .oneof(let index) = field.cardinality else {
        members.append(.field(field))
        continue
      }
      guard seen.insert(index).inserted else { continue }
      let own = fields.filter {
        if case .oneof(index) = $0.cardinality { true } else { false }
      }
      members.append(
        .oneof(
          Oneof(
            descriptor: descriptor.oneofs[index], name: oneofNames[index] ?? "",
            typeName: oneofTypes[index], fields: own, idlName: descriptor.oneofs[index].name)))
    }
    return members
  }

  /// The name, with the distinction added if another one in the message is spelled the same in
  /// Swift (`foo_bar` and `fooBar`).
  private static func unique(
    _ name: String, _ distinction: String, _ taken: inout Set<String>
  ) -> String {
    if taken.insert(name).inserted { return name }
    var other = name + "_" + distinction
    while !taken.insert(other).inserted { other += "_" }
    return other
  }
}
