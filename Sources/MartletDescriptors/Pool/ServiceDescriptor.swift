public import MartletProtobuf

/// A service.
public struct ServiceDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  private var record: ServiceRecord { records.services[index] }

  public var name: String { record.name }
  /// The full name, which is also the service's name on the wire.
  public var fullName: String { records.fullName(of: Member(.service, index)) }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] { [6, Int32(index)] }

  public var methods: DescriptorList<MethodDescriptor> { list(record.methods) }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.ServiceOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.ServiceDescriptorProto { storage.proto.service[index] }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  /// The method with a name, as the IDL spells it.
  public func method(named name: String) -> MethodDescriptor? {
    storage.names.find(name, in: .service(index), records).map { sibling(Int($0.index)) }
  }
}

/// A method of a service.
public struct MethodDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  private var record: MethodRecord { records.methods[index] }

  public var name: String { record.name }
  public var fullName: String { records.fullName(of: Member(.method, index)) }
  /// The `:path` of its calls: `/shop.v1.Orders/Place`.
  public var path: String { "/" + service.fullName + "/" + name }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] { service.sourcePath + [2, Int32(indexInService)] }

  public var service: ServiceDescriptor { sibling(Int(record.service)) }
  /// The type of requests.
  public var input: MessageDescriptor { message(record.input) }
  /// The type of responses.
  public var output: MessageDescriptor { message(record.output) }
  /// Whether a call has any number of requests.
  public var streamsRequests: Bool { record.streamsRequests }
  /// Whether a call has any number of responses.
  public var streamsResponses: Bool { record.streamsResponses }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.MethodOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.MethodDescriptorProto { service.proto.method[indexInService] }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  /// Which of the service's methods it is.
  public var indexInService: Int {
    index - Int(records.services[Int(record.service)].methods.start)
  }

  private func message(_ reference: TypeReference) -> MessageDescriptor {
    guard let position = storage.position(of: reference) else {
      preconditionFailure("a method without types gets into no pool")
    }
    return MessageDescriptor(position: position)
  }
}
