/// What a pool knows: its files, and where what they declare is found.
///
/// Only what stands directly in a package is here, by package and name; what stands in messages is
/// found through the file. So the tables stay small, and nothing of the size of a full name is
/// stored for each element.
struct PoolTables: Sendable {
  /// A name in a package.
  struct ScopedName: Hashable, Sendable {
    /// The package's number; 0 is the root.
    let scope: Int32
    let name: String
  }

  /// What a name stands for: a member of a file, or a package with its number as the index.
  struct Symbol: Sendable {
    let file: Int32
    let member: Member
  }

  /// An extension's place on the wire.
  struct ExtensionKey: Hashable, Sendable {
    let extendee: DescriptorPosition
    let number: Int32
  }

  var files: [FileStorage] = []
  var fileIndexes: [String: Int32] = [:]
  var symbols: [ScopedName: Symbol] = [:]
  /// How many numbers packages have; the root is one.
  var packageCount: Int32 = 1
  var extensions: [ExtensionKey: DescriptorPosition] = [:]
  /// The extensions of each message, in the order in which they came.
  var extensionLists: [DescriptorPosition: [DescriptorPosition]] = [:]

  func file(named name: String) -> FileStorage? {
    fileIndexes[name].map { files[Int($0)] }
  }

  /// The member with a full name, and its file. Packages are none.
  func find(_ fullName: String) -> (file: FileStorage, member: Member)? {
    var path = NamePath(fullName)
    var scope: Int32 = 0
    while let name = path.next() {
      guard let symbol = symbols[ScopedName(scope: scope, name: name)] else { return nil }
      if symbol.member.kind == .package {
        scope = symbol.member.index
        continue
      }
      let file = files[Int(symbol.file)]
      let member = file.names.find(&path, under: symbol.member, file.records)
      return member.map { (file, $0) }
    }
    return nil
  }

  /// Takes in a file that was built on these very tables.
  mutating func add(_ built: BuiltFile) {
    let file = built.storage
    let index = Int32(files.count)
    files.append(file)
    fileIndexes[file.name] = index
    packageCount = built.packageCount
    for (name, member) in built.symbols {
      symbols[name] = Symbol(file: index, member: member)
    }
    for key in built.extensions {
      let position = DescriptorPosition(storage: file, index: key.index)
      extensions[ExtensionKey(extendee: key.extendee, number: key.number)] = position
      extensionLists[key.extendee, default: []].append(position)
    }
  }
}

/// A full name, taken apart from the left.
struct NamePath {
  private var rest: Substring?

  init(_ name: some StringProtocol) {
    rest = Substring(name)
  }

  var isAtEnd: Bool { rest == nil }

  /// The name up to the next dot.
  mutating func next() -> String? {
    guard let rest else { return nil }
    guard let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) else {
      self.rest = nil
      return String(rest)
    }
    self.rest = rest[rest.utf8.index(after: dot)...]
    return String(rest[..<dot])
  }
}

extension NameTable {
  /// The member that the rest of a path leads to from another one.
  func find(
    _ path: inout NamePath, under member: Member, _ records: FileRecords
  ) -> Member? {
    var member = member
    while let name = path.next() {
      let scope: Scope
      switch member.kind {
      case .message: scope = .message(Int(member.index))
      case .service: scope = .service(Int(member.index))
      default: return nil
      }
      guard let found = find(name, in: scope, records) else { return nil }
      member = found
    }
    return member
  }
}
