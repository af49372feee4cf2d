/// A generated type that knows the IDL file it was made from. With `MartletDescriptors` imported it
/// has a `descriptor`.
///
/// Messages, enums and services of files conform for which descriptors are embedded: files with
/// services, and all of a target where `descriptors` is `embed`.
public protocol ProtoDescribed {
  /// The file that declares the type.
  static var protoFile: ProtoFile { get }
}

/// A generated service: the namespace of its client and its service protocol.
public protocol ProtoService: ProtoDescribed {
  /// The full name, which is the service's name on the wire.
  static var serviceName: String { get }
}
