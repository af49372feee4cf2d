import MartletProtobuf

/// First step: everything that is declared, as records. Names are checked one by one.
extension FileBuilder {
  mutating func flatten() throws(DescriptorPoolError) {
    if !records.package.isEmpty { try checkPackage() }
    records.topMessages = try addMessages(proto.messageType, in: -1)
    records.topEnums = try addEnums(proto.enumType, in: -1)
    // Grows while it is gone through.
    var message = 0
    while message < records.messages.count {
      try flatten(message)
      message += 1
    }
    records.firstExtension = records.fields.count
    records.topExtensions = try addFields(proto.extension, in: -1, areExtensions: true)
    for message in records.messages.indices {
      let extensions = messageProtos[message].extension
      if extensions.isEmpty { continue }
      records.messages[message].extensions =
        try addFields(extensions, in: message, areExtensions: true)
    }
    try addServices()
  }

  private mutating func flatten(_ message: Int) throws(DescriptorPoolError) {
    let proto = messageProtos[message]
    if !proto.oneofDecl.isEmpty {
      records.messages[message].oneofs = try addOneofs(proto.oneofDecl, in: message)
    }
    records.messages[message].fields = try addFields(proto.field, in: message)
    if !proto.nestedType.isEmpty {
      records.messages[message].messages = try addMessages(proto.nestedType, in: message)
    }
    if !proto.enumType.isEmpty {
      records.messages[message].enums = try addEnums(proto.enumType, in: message)
    }
  }

  private mutating func addMessages(
    _ protos: [Google.Protobuf.DescriptorProto], in parent: Int
  ) throws(DescriptorPoolError) -> ElementRange {
    let start = records.messages.count
    let outer = parent < 0 ? features : records.messages[parent].features
    let depth = parent < 0 ? 0 : records.messages[parent].depth + 1
    for (position, proto) in protos.enumerated() {
      let name = try checked(proto.name, parent)
      if depth >= FileBuilder.maximumDepth {
        let limit = FileBuilder.maximumDepth
        throw error(.nestedTooDeep(limit: limit), records.joined(parent, name))
      }
      var record = MessageRecord(
        name: name,
        features: try merged(outer, proto.options?.features) { $0.joined(parent, name) },
        parent: Int32(parent), position: Int32(position), depth: depth)
      if let options = proto.options {
        record.isMapEntry = options.mapEntry ?? false
        record.isMessageSet = options.messageSetWireFormat ?? false
      }
      records.messages.append(record)
      messageProtos.append(proto)
    }
    return ElementRange(start..<records.messages.count)
  }

  private mutating func addEnums(
    _ protos: [Google.Protobuf.EnumDescriptorProto], in parent: Int
  ) throws(DescriptorPoolError) -> ElementRange {
    let start = records.enums.count
    let outer = parent < 0 ? features : records.messages[parent].features
    for (position, proto) in protos.enumerated() {
      let name = try checked(proto.name, parent)
      var record = EnumRecord(
        name: name,
        features: try merged(outer, proto.options?.features) { $0.joined(parent, name) },
        parent: Int32(parent), position: Int32(position))
      let values = records.values.count
      for value in proto.value {
        let name = try checked(value.name, parent)
        records.values.append(
          EnumValueRecord(
            name: name,
            features: try merged(record.features, value.options?.features) {
              $0.joined(parent, name)
            },
            number: value.number ?? 0, parent: Int32(records.enums.count)))
      }
      record.values = ElementRange(values..<records.values.count)
      records.enums.append(record)
      enumProtos.append(proto)
    }
    return ElementRange(start..<records.enums.count)
  }

  private mutating func addOneofs(
    _ protos: [Google.Protobuf.OneofDescriptorProto], in message: Int
  ) throws(DescriptorPoolError) -> ElementRange {
    let start = records.oneofs.count
    let outer = records.messages[message].features
    for proto in protos {
      let name = try checked(proto.name, message)
      records.oneofs.append(
        OneofRecord(
          name: name,
          features: try merged(outer, proto.options?.features) { $0.joined(message, name) },
          message: Int32(message)))
    }
    return ElementRange(start..<records.oneofs.count)
  }

  private mutating func addServices() throws(DescriptorPoolError) {
    for proto in proto.service {
      let name = try checked(proto.name, -1)
      var record = ServiceRecord(
        name: name,
        features: try merged(features, proto.options?.features) { $0.joined(-1, name) })
      let start = records.methods.count
      for method in proto.method {
        let methodName = method.name ?? ""
        guard Identifier.isValid(methodName) else {
          throw error(.invalidName(methodName), records.joined(-1, name) + "." + methodName)
        }
        records.methods.append(
          MethodRecord(
            name: methodName,
            features: try merged(record.features, method.options?.features) {
              $0.joined(-1, name) + "." + methodName
            },
            service: Int32(records.services.count),
            streamsRequests: method.clientStreaming ?? false,
            streamsResponses: method.serverStreaming ?? false))
      }
      record.methods = ElementRange(start..<records.methods.count)
      records.services.append(record)
    }
  }

  // MARK: - Names and features

  private func merged(
    _ outer: ResolvedFeatures, _ set: Google.Protobuf.FeatureSet?,
    _ element: (FileRecords) -> String
  ) throws(DescriptorPoolError) -> ResolvedFeatures {
    guard let set else { return outer }
    guard let result = outer.merging(checked: set, edition) else {
      throw error(.invalidFeatures, element(records))
    }
    return result
  }

  /// A name that is an identifier.
  func checked(_ name: String?, _ scope: Int) throws(DescriptorPoolError) -> String {
    let name = name ?? ""
    guard Identifier.isValid(name) else {
      throw error(.invalidName(name), records.joined(scope, name))
    }
    return name
  }

  private func checkPackage() throws(DescriptorPoolError) {
    var path = NamePath(records.package)
    var depth = 0
    while let name = path.next() {
      depth += 1
      guard Identifier.isValid(name) else { throw error(.invalidName(records.package)) }
      if depth > FileBuilder.maximumPackageDepth {
        throw error(.nestedTooDeep(limit: FileBuilder.maximumPackageDepth))
      }
    }
  }
}

/// What a name may look like.
enum Identifier {
  /// A letter or underscore, then letters, digits and underscores, all of ASCII.
  static func isValid(_ name: String) -> Bool {
    var isFirst = true
    for byte in name.utf8 {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x5F: break
      case 0x30...0x39: if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst
  }

  /// Identifiers with dots between them.
  static func isValidPath(_ name: String) -> Bool {
    var path = NamePath(name)
    while let part = path.next() {
      if !isValid(part) { return false }
    }
    return true
  }
}
