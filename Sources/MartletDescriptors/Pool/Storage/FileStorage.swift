import MartletProtobuf
import Synchronization

/// One file with all that it declares: what every descriptor points into.
///
/// A file refers to the files that it uses, never back, so nothing keeps itself alive: who holds a
/// descriptor holds its file and those that this one depends on. Immutable but for what happens in
/// `deinit`.
@usableFromInline
final class FileStorage: @unchecked Sendable {
  let proto: Google.Protobuf.FileDescriptorProto
  let edition: Google.Protobuf.Edition
  let features: ResolvedFeatures
  let records: FileRecords
  let names: NameTable
  /// Whether the file stands for one that is missing.
  let isPlaceholder: Bool
  /// The files that this one uses: the imported ones first, then the owners of types. Only changed
  /// by `deinit`.
  private(set) var links: [FileStorage]
  private let locationIndex = AtomicLazyReference<LocationIndex>()
  private let fileSchemas = AtomicLazyReference<FileSchemas>()

  init(
    proto: Google.Protobuf.FileDescriptorProto, edition: Google.Protobuf.Edition,
    features: ResolvedFeatures, records: FileRecords, names: NameTable, links: [FileStorage],
    isPlaceholder: Bool
  ) {
    self.proto = proto
    self.edition = edition
    self.features = features
    self.records = records
    self.names = names
    self.links = links
    self.isPlaceholder = isPlaceholder
  }

  /// Lets go of a chain of files one by one: left to itself, each would release the next from
  /// within its own end, and a chain of many thousands would overflow the stack.
  deinit {
    var pending = links
    links = []
    while var file = pending.popLast() {
      guard isKnownUniquelyReferenced(&file) else { continue }
      pending += file.links
      file.links = []
    }
  }

  var name: String { proto.name ?? "" }

  /// The places of the source, sorted out on first use.
  var locations: LocationIndex {
    locationIndex.load() ?? locationIndex.storeIfNil(LocationIndex(proto.sourceCodeInfo))
  }

  /// The schemas of its types, made on first use.
  var schemas: FileSchemas {
    fileSchemas.load() ?? fileSchemas.storeIfNil(FileSchemas(self))
  }

  /// Where the type of a field or method is.
  func position(of reference: TypeReference) -> DescriptorPosition? {
    if reference.index < 0 { return nil }
    let file = reference.link < 0 ? self : links[Int(reference.link)]
    return DescriptorPosition(storage: file, index: Int(reference.index))
  }
}

/// The descriptors as they were given, found by walking down to them.
extension FileStorage {
  func messageProto(_ index: Int) -> Google.Protobuf.DescriptorProto {
    let record = records.messages[index]
    if record.parent < 0 { return proto.messageType[Int(record.position)] }
    return messageProto(Int(record.parent)).nestedType[Int(record.position)]
  }

  func fieldProto(_ index: Int) -> Google.Protobuf.FieldDescriptorProto {
    let record = records.fields[index]
    let position = Int(record.position)
    if record.scope < 0 { return proto.extension[position] }
    let message = messageProto(Int(record.scope))
    return index < records.firstExtension ? message.field[position] : message.extension[position]
  }

  func enumProto(_ index: Int) -> Google.Protobuf.EnumDescriptorProto {
    let record = records.enums[index]
    if record.parent < 0 { return proto.enumType[Int(record.position)] }
    return messageProto(Int(record.parent)).enumType[Int(record.position)]
  }
}
