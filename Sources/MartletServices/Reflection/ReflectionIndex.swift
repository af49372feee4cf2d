import MartletDescriptors
import MartletProtobuf
import MartletRPC

/// What a server can be asked about: its services, and the files that its code carries.
final class ReflectionIndex: Sendable {
  /// The services' full names, sorted.
  let services: [String]
  private let files: [String: ProtoFile]
  private let pool: DescriptorPool

  init(services: [String], files: [ProtoFile]) {
    self.services = Set(services).sorted()
    var byName: [String: ProtoFile] = [:]
    var pool = DescriptorPool()
    for file in files.flatMap(\.withResolvedImports) where byName[file.name] == nil {
      // Another version of a file may have come first, and then this one may not fit to it. The rest
      // can be asked for all the same.
      guard (try? pool.insert(file.proto)) != nil else { continue }
      byName[file.name] = file
    }
    self.files = byName
    self.pool = pool
  }

  func file(named name: String) throws(RPCError) -> ProtoFile {
    guard let file = files[name] else {
      throw RPCError(.notFound, "there is no file \"\(name)\" here")
    }
    return file
  }

  func file(declaring symbol: String) throws(RPCError) -> ProtoFile {
    guard let found = pool.symbol(named: symbol) else {
      throw RPCError(.notFound, "\"\(symbol)\" is not known here")
    }
    return try file(named: found.file.name)
  }

  func file(extending message: String, number: Int32) throws(RPCError) -> ProtoFile {
    let extended = try self.message(named: message)
    guard let found = pool.extensionField(of: extended, number: number) else {
      throw RPCError(.notFound, "\"\(message)\" has no extension \(number) here")
    }
    return try file(named: found.file.name)
  }

  func extensionNumbers(of message: String) throws(RPCError) -> [Int32] {
    pool.extensions(of: try self.message(named: message)).map(\.number)
  }

  private func message(named name: String) throws(RPCError) -> MessageDescriptor {
    guard let message = pool.message(named: name) else {
      throw RPCError(.notFound, "there is no message \"\(name)\" here")
    }
    return message
  }
}

extension ProtoFile {
  fileprivate var proto: Google.Protobuf.FileDescriptorProto {
    get throws {
      try Google.Protobuf.FileDescriptorProto(serializedBytes: serializedDescriptor ?? [])
    }
  }
}

extension DescriptorPool.Symbol {
  fileprivate var file: FileDescriptor {
    switch self {
    case .message(let message): message.file
    case .enumeration(let enumeration): enumeration.file
    case .enumValue(let value): value.file
    case .field(let field): field.file
    case .oneof(let oneof): oneof.file
    case .service(let service): service.file
    case .method(let method): method.file
    }
  }
}
