import MartletProtobuf

/// What names of types stand for.
extension FileBuilder {
  /// A member, and the file it is in: nil for the file that is being built.
  struct Found {
    let file: FileStorage?
    let member: Member
  }

  /// The type that a name in a message stands for, or with -1 in the package.
  ///
  /// Names as compilers write them begin with a dot. Others are looked for in the scopes from
  /// inside out, as in the IDL.
  mutating func resolve(
    _ name: String, in message: Int, wanted: DescriptorPoolError.WantedType,
    _ tables: PoolTables, _ element: Member
  ) throws(DescriptorPoolError) -> (reference: TypeReference, isMessage: Bool) {
    let found: Found?
    if name.utf8.first == UInt8(ascii: ".") {
      var path = NamePath(name.dropFirst())
      found = find(&path, from: 0, tables)
    } else {
      found = findRelative(name, in: message, tables)
    }
    guard let found else {
      return try placeholder(for: name, wanted, element)
    }
    let isMessage = found.member.kind == .message
    guard found.member.isType, wanted == .type || isMessage == (wanted == .message) else {
      throw error(.wrongType(name, wanted: wanted), element)
    }
    let link = found.file.map { linkIndex(of: $0) } ?? -1
    return (TypeReference(link: link, index: found.member.index), isMessage)
  }

  /// The index of another file among the links.
  mutating func linkIndex(of file: FileStorage) -> Int32 {
    if let index = linkIndexes[ObjectIdentifier(file)] { return index }
    let index = Int32(links.count)
    links.append(file)
    linkIndexes[ObjectIdentifier(file)] = index
    return index
  }

  // MARK: - Finding

  /// The member that a path leads to from a package.
  private func find(
    _ path: inout NamePath, from package: Int32, _ tables: PoolTables
  ) -> Found? {
    var scope = package
    while let name = path.next() {
      guard let found = find(PoolTables.ScopedName(scope: scope, name: name), tables) else {
        return nil
      }
      if found.member.kind == .package {
        scope = found.member.index
        continue
      }
      return find(&path, under: found)
    }
    return nil
  }

  /// What stands in a package.
  private func find(_ key: PoolTables.ScopedName, _ tables: PoolTables) -> Found? {
    if let symbol = tables.symbols[key] {
      return Found(file: tables.files[Int(symbol.file)], member: symbol.member)
    }
    return symbols[key].map { Found(file: nil, member: $0) }
  }

  private func find(_ path: inout NamePath, under outer: Found) -> Found? {
    let member =
      if let file = outer.file {
        file.names.find(&path, under: outer.member, file.records)
      } else {
        names.find(&path, under: outer.member, records)
      }
    return member.map { Found(file: outer.file, member: $0) }
  }

  /// From the innermost scope outwards, the first where the name's first part stands for something
  /// that can have the rest in it; if there is no rest, where it stands for a type.
  private func findRelative(_ name: String, in message: Int, _ tables: PoolTables) -> Found? {
    var path = NamePath(name)
    guard let first = path.next() else { return nil }
    var scope = message
    while scope >= 0 {
      if let member = names.find(first, in: .message(scope), records),
        path.isAtEnd ? member.isType : member.isScope
      {
        return find(&path, under: Found(file: nil, member: member))
      }
      scope = Int(records.messages[scope].parent)
    }
    for package in packages.reversed() {
      guard let found = find(PoolTables.ScopedName(scope: package, name: first), tables),
        path.isAtEnd ? found.member.isType : found.member.isScope
      else { continue }
      if found.member.kind != .package { return find(&path, under: found) }
      return find(&path, from: found.member.index, tables)
    }
    return nil
  }

  // MARK: - What is missing

  /// Stands in for a type that is not there, where that is allowed.
  private mutating func placeholder(
    for name: String, _ wanted: DescriptorPoolError.WantedType, _ element: Member
  ) throws(DescriptorPoolError) -> (reference: TypeReference, isMessage: Bool) {
    let fullName = name.utf8.first == UInt8(ascii: ".") ? String(name.dropFirst()) : name
    guard takesPlaceholders, Identifier.isValidPath(fullName) else {
      throw error(.unknownType(name), element)
    }
    let isMessage = wanted != .enumeration
    let key = (isMessage ? "message " : "enum ") + fullName
    let link: Int32
    if let known = placeholders[key] {
      link = known
    } else {
      link = linkIndex(of: .placeholder(forType: fullName, isMessage: isMessage))
      placeholders[key] = link
    }
    return (TypeReference(link: link, index: 0), isMessage)
  }
}

extension FileStorage {
  /// Stands for a file that is missing.
  static func placeholder(forFile name: String) -> FileStorage {
    placeholder(Google.Protobuf.FileDescriptorProto(name: name), FileRecords())
  }

  /// A file with nothing but a type that is missing.
  fileprivate static func placeholder(forType fullName: String, isMessage: Bool) -> FileStorage {
    var proto = Google.Protobuf.FileDescriptorProto(name: fullName + ".placeholder")
    var records = FileRecords()
    var name = fullName
    if let dot = fullName.utf8.lastIndex(of: UInt8(ascii: ".")) {
      name = String(fullName[fullName.utf8.index(after: dot)...])
      records.package = String(fullName[..<dot])
      proto.package = records.package
    }
    if isMessage {
      records.messages = [MessageRecord(name: name, features: .proto2, parent: -1, position: 0)]
      records.topMessages = ElementRange(0..<1)
      proto.messageType = [.init(name: name)]
    } else {
      records.enums = [EnumRecord(name: name, features: .proto2, parent: -1, position: 0)]
      records.topEnums = ElementRange(0..<1)
      proto.enumType = [.init(name: name)]
    }
    return placeholder(proto, records)
  }

  private static func placeholder(
    _ proto: Google.Protobuf.FileDescriptorProto, _ records: FileRecords
  ) -> FileStorage {
    FileStorage(
      proto: proto, edition: .proto2, features: .proto2, records: records, names: NameTable(),
      links: [], isPlaceholder: true)
  }
}
