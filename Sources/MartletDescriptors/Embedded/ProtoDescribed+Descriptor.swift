public import MartletProtobuf

// Descriptors are made when they are first asked for, and kept; later it costs a lock and a look
// into a table. May be called concurrently.

extension ProtoFile {
  /// The file's descriptor, from which all that it declares is reached.
  ///
  /// Stops the program if the bytes are no descriptor: generated code has none but good ones.
  public var descriptor: FileDescriptor { EmbeddedFiles.descriptor(of: self) }
}

extension ProtoDescribed where Self: ProtoMessage {
  /// The message's descriptor.
  public static var descriptor: MessageDescriptor {
    guard let descriptor = protoFile.descriptor.message(named: protoMessageName) else {
      preconditionFailure("\(protoFile.name) does not declare \(protoMessageName)")
    }
    return descriptor
  }
}

extension ProtoDescribed where Self: ProtoEnum {
  /// The enum's descriptor.
  public static var descriptor: EnumDescriptor {
    let name = protoSchema.fullName
    guard let descriptor = protoFile.descriptor.enumeration(named: name) else {
      preconditionFailure("\(protoFile.name) does not declare \(name)")
    }
    return descriptor
  }
}

extension ProtoService {
  /// The service's descriptor.
  public static var descriptor: ServiceDescriptor {
    guard let descriptor = protoFile.descriptor.service(named: serviceName) else {
      preconditionFailure("\(protoFile.name) does not declare \(serviceName)")
    }
    return descriptor
  }
}

extension FileDescriptor {
  /// The message of the file with a full name, without a leading dot; nested ones, too.
  public func message(named fullName: String) -> MessageDescriptor? {
    let scopes = scopes(of: fullName)
    guard let first = scopes.first else { return nil }
    return scopes.dropFirst().reduce(messages.first { $0.name == first }) {
      $0?.message(named: String($1))
    }
  }

  /// The enum of the file with a full name, without a leading dot; those in messages, too.
  public func enumeration(named fullName: String) -> EnumDescriptor? {
    let scopes = scopes(of: fullName)
    guard let last = scopes.last else { return nil }
    if scopes.count == 1 { return enums.first { $0.name == last } }
    let dot = fullName.utf8.lastIndex(of: UInt8(ascii: ".")) ?? fullName.startIndex
    return message(named: String(fullName[..<dot]))?.enumeration(named: String(last))
  }

  /// The service of the file with a full name, without a leading dot.
  public func service(named fullName: String) -> ServiceDescriptor? {
    let scopes = scopes(of: fullName)
    return scopes.count == 1 ? services.first { $0.name == scopes[0] } : nil
  }

  /// The names behind the package; none if the full name is not in it.
  private func scopes(of fullName: String) -> [Substring] {
    if package.isEmpty { return fullName.split(separator: ".") }
    guard fullName.hasPrefix(package + ".") else { return [] }
    return fullName.dropFirst(package.count + 1).split(separator: ".")
  }
}
