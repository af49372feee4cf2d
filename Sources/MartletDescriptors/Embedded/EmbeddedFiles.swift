public import MartletProtobuf
import Synchronization

/// The descriptors of the files that generated code carries, made when somebody asks for them, and
/// kept.
///
/// All of them are in one pool, so that a message has the same descriptor whoever refers to it. Two
/// modules of one program may carry different versions of a file, though; a file that does not fit
/// into the common pool gets a pool of its own, with what it imports.
enum EmbeddedFiles {
  private struct State {
    var pool = DescriptorPool()
    var descriptors: [ObjectIdentifier: FileDescriptor] = [:]
    /// The files by whose identity descriptors are found have to stay.
    var kept: [ProtoFile] = []

    mutating func keep(_ descriptor: FileDescriptor, of file: ProtoFile) {
      descriptors[ObjectIdentifier(file)] = descriptor
      kept.append(file)
    }
  }

  private static let state = Mutex(State())

  static func descriptor(of file: ProtoFile) -> FileDescriptor {
    state.withLock { state in
      if let known = state.descriptors[ObjectIdentifier(file)] { return known }
      let descriptor =
        (try? insert(file, into: &state.pool)) ?? descriptorOfItsOwn(file)
      state.keep(descriptor, of: file)
      return descriptor
    }
  }

  /// Adds the file and its imports; throws if one of them does not agree with what is there.
  private static func insert(
    _ file: ProtoFile, into pool: inout DescriptorPool
  ) throws(DescriptorPoolError) -> FileDescriptor {
    var copy = pool
    var last: FileDescriptor?
    for file in file.resolved.withResolvedImports { last = try copy.insert(proto(of: file)) }
    guard let last else { preconditionFailure("a file is among those that it needs") }
    pool = copy
    return last
  }

  private static func descriptorOfItsOwn(_ file: ProtoFile) -> FileDescriptor {
    var pool = DescriptorPool()
    do throws(DescriptorPoolError) {
      return try insert(file, into: &pool)
    } catch {
      preconditionFailure("the descriptor that generated code carries is no good: \(error)")
    }
  }

  private static func proto(of file: ProtoFile) -> Google.Protobuf.FileDescriptorProto {
    do throws(ProtoDecodingError) {
      return try Google.Protobuf.FileDescriptorProto(
        serializedBytes: file.serializedDescriptor ?? [])
    } catch {
      preconditionFailure("\(file.name): generated code carries no descriptor: \(error)")
    }
  }
}

extension ProtoFile {
  /// The file itself, or, if it is one of those that this module carries, that one: it has the
  /// bytes.
  public var resolved: ProtoFile {
    if serializedDescriptor != nil { return self }
    return switch name {
    case "google/protobuf/compiler/plugin.proto":
      ProtoFiles.`google/protobuf/compiler/plugin.proto`
    default: ProtoFiles.`google/protobuf/descriptor.proto`
    }
  }

  /// As `withImports`, with all files resolved.
  public var withResolvedImports: [ProtoFile] {
    var seen: Set<String> = []
    return withImports.flatMap(\.resolved.withImports).filter { seen.insert($0.name).inserted }
  }
}
