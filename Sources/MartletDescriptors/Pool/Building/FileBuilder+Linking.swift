import MartletProtobuf

/// Third step: files and types that are referred to.
extension FileBuilder {
  mutating func linkDependencies(_ tables: PoolTables) throws(DescriptorPoolError) {
    let count = proto.dependency.count
    for index in proto.publicDependency + proto.weakDependency
    where !(0..<count).contains(Int(index)) {
      throw error(.invalidDependencyIndex(index))
    }
    var seen: Set<String> = []
    let weak = Set(proto.weakDependency.map(Int.init))
    for (index, name) in proto.dependency.enumerated() {
      if name == proto.name { throw error(.importCycle([name, name])) }
      if !seen.insert(name).inserted { throw error(.repeatedDependency(name)) }
      if let file = tables.file(named: name) {
        _ = linkIndex(of: file)
      } else if options.allowsMissingDependencies || weak.contains(index) {
        takesPlaceholders = true
        _ = linkIndex(of: .placeholder(forFile: name))
      } else {
        throw error(.missingDependency(name))
      }
    }
  }

  mutating func linkTypes(_ tables: PoolTables) throws(DescriptorPoolError) {
    for message in records.messages.indices {
      let range = records.messages[message].fields.range
      for (index, field) in zip(range, messageProtos[message].field) {
        try linkType(index, field, tables)
      }
    }
    let outermost = zip(records.topExtensions.range, proto.extension)
    for (index, field) in outermost { try linkExtension(index, field, tables) }
    for message in records.messages.indices {
      let range = records.messages[message].extensions.range
      for (index, field) in zip(range, messageProtos[message].extension) {
        try linkExtension(index, field, tables)
      }
    }
    for (service, proto) in proto.service.enumerated() {
      for (index, method) in zip(records.services[service].methods.range, proto.method) {
        records.methods[index].input = try linkMessage(method.inputType, index, tables)
        records.methods[index].output = try linkMessage(method.outputType, index, tables)
      }
    }
  }

  private mutating func linkType(
    _ index: Int, _ field: Google.Protobuf.FieldDescriptorProto, _ tables: PoolTables
  ) throws(DescriptorPoolError) {
    guard let name = field.typeName else { return }
    var wanted = DescriptorPoolError.WantedType.type
    if field.type != nil {
      wanted = records.fields[index].kind == .message ? .message : .enumeration
    }
    let found = try resolve(
      name, in: Int(records.fields[index].scope), wanted: wanted, tables, Member(.field, index))
    records.fields[index].type = found.reference
    records.fields[index].kind = found.isMessage ? .message : .enumeration
  }

  private mutating func linkExtension(
    _ index: Int, _ field: Google.Protobuf.FieldDescriptorProto, _ tables: PoolTables
  ) throws(DescriptorPoolError) {
    try linkType(index, field, tables)
    let found = try resolve(
      field.extendee ?? "", in: Int(records.fields[index].scope), wanted: .message, tables,
      Member(.field, index))
    records.extendees.append(found.reference)
  }

  private mutating func linkMessage(
    _ name: String?, _ method: Int, _ tables: PoolTables
  ) throws(DescriptorPoolError) -> TypeReference {
    let element = Member(.method, method)
    guard let name else { throw error(.missingType, element) }
    return try resolve(name, in: -1, wanted: .message, tables, element).reference
  }
}
