import MartletProtobuf

/// Second step: names by scope, none of them twice.
extension FileBuilder {
  /// What stands in messages, enums and services.
  mutating func declareMembers() throws(DescriptorPoolError) {
    names = NameTable(capacity: memberCount)
    for index in records.messages.indices {
      let record = records.messages[index]
      try declare(.field, record.fields, in: index)
      try declare(.oneof, record.oneofs, in: index)
      try declare(.message, record.messages, in: index)
      try declare(.enumeration, record.enums, in: index)
      try declare(.field, record.extensions, in: index)
      for enumeration in record.enums.range {
        try declare(.value, records.enums[enumeration].values, in: index)
      }
      declareJSONNames(record.fields, in: index)
    }
    for index in records.enums.indices {
      try declare(.value, records.enums[index].values, .enumeration(index))
    }
    for index in records.services.indices {
      try declare(.method, records.services[index].methods, .service(index))
    }
  }

  /// How many entries the table of names will have.
  private var memberCount: Int {
    var count = records.count + records.values.count
    for field in records.fields where field.jsonName != field.name { count += 1 }
    return count
  }

  private mutating func declare(
    _ kind: Member.Kind, _ range: ElementRange, in message: Int
  ) throws(DescriptorPoolError) {
    try declare(kind, range, .message(message))
  }

  private mutating func declare(
    _ kind: Member.Kind, _ range: ElementRange, _ scope: NameTable.Scope
  ) throws(DescriptorPoolError) {
    for index in range.range {
      let member = Member(kind, index)
      if names.insert(records.name(of: member), member, in: scope, records) != nil {
        throw error(.duplicateName(file: proto.name ?? ""), member)
      }
    }
  }

  /// The JSON names that say more than the names. Where two are the same, the first one counts.
  private mutating func declareJSONNames(_ range: ElementRange, in message: Int) {
    for index in range.range where records.fields[index].jsonName != records.fields[index].name {
      let name = records.fields[index].jsonName
      _ = names.insert(name, Member(.field, index), in: .jsonNames(message), records)
    }
  }

  // MARK: - The package

  /// What stands in the package, and the package itself.
  mutating func declareSymbols(_ tables: PoolTables) throws(DescriptorPoolError) {
    packageCount = tables.packageCount
    if !records.package.isEmpty { try declarePackages(tables) }
    try declare(.message, records.topMessages, tables)
    try declare(.enumeration, records.topEnums, tables)
    for index in records.topEnums.range {
      try declare(.value, records.enums[index].values, tables)
    }
    try declare(.field, records.topExtensions, tables)
    try declare(.service, ElementRange(records.services.indices), tables)
  }

  private mutating func declarePackages(_ tables: PoolTables) throws(DescriptorPoolError) {
    var path = NamePath(records.package)
    var scope: Int32 = 0
    while let name = path.next() {
      let key = PoolTables.ScopedName(scope: scope, name: name)
      if let symbol = tables.symbols[key] {
        guard symbol.member.kind == .package else {
          throw error(.duplicateName(file: tables.files[Int(symbol.file)].name), records.package)
        }
        scope = symbol.member.index
      } else {
        scope = packageCount
        packageCount += 1
        symbols[key] = Member(.package, Int(scope))
      }
      packages.append(scope)
    }
  }

  private mutating func declare(
    _ kind: Member.Kind, _ range: ElementRange, _ tables: PoolTables
  ) throws(DescriptorPoolError) {
    let scope = packages[packages.count - 1]
    for index in range.range {
      let member = Member(kind, index)
      let key = PoolTables.ScopedName(scope: scope, name: records.name(of: member))
      if let other = tables.symbols[key] {
        throw error(.duplicateName(file: tables.files[Int(other.file)].name), member)
      }
      if symbols.updateValue(member, forKey: key) != nil {
        throw error(.duplicateName(file: proto.name ?? ""), member)
      }
    }
  }
}
