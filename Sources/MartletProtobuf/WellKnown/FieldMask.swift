/// Masks as sets of fields. A path covers everything below it: `author` covers `author.name`.
extension Google.Protobuf.FieldMask {
  /// The same fields, each named once, in order: `["b", "a.c", "a"]` becomes `["a", "b"]`.
  public var canonical: Self { Self(paths: FieldMaskTree(paths).paths) }

  /// The fields that either mask has, in canonical form.
  public func union(_ other: Self) -> Self {
    Self(paths: FieldMaskTree(paths + other.paths).paths)
  }

  /// The fields that both masks have, in canonical form.
  public func intersection(_ other: Self) -> Self {
    Self(paths: FieldMaskTree(paths).intersection(FieldMaskTree(other.paths)).paths)
  }

  /// The fields that this mask has and the other one has not, in canonical form. Where only a part
  /// of a path is taken away, the path stays: what else there is below it is not known here.
  public func subtracting(_ other: Self) -> Self {
    let taken = FieldMaskTree(other.paths)
    return Self(paths: FieldMaskTree(paths).paths.filter { !taken.covers($0) })
  }

  /// Whether the mask has a field, by its own path or by one above it.
  public func contains(_ path: String) -> Bool { FieldMaskTree(paths).covers(path) }

  /// Checks that all paths name fields of a type, for a server that got the mask from somewhere.
  ///
  /// - Throws: ``FieldMaskError`` with the first path that does not. Only the last name of a path
  ///   may be that of a repeated field or a map.
  public func validate<Message: ProtoMessage>(
    for _: Message.Type
  ) throws(FieldMaskError) {
    for path in paths { try FieldMaskError.check(path, Message.protoSchema) }
  }

  /// A mask with all fields of a type.
  public static func allFields<Message: ProtoMessage>(of _: Message.Type) -> Self {
    Self(paths: Message.protoSchema.fields.map(\.name))
  }
}

extension Google.Protobuf.FieldMask: ExpressibleByArrayLiteral {
  public init(arrayLiteral paths: String...) { self.init(paths: paths) }
}

/// A mask that cannot be applied to a message.
public struct FieldMaskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path at fault, as it is in the mask; empty if it is about the message as a whole.
  public let path: String
  /// What is wrong with it.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    path.isEmpty ? "field mask: \(reason)" : "field mask path \"\(path)\": \(reason)"
  }

  static func check(_ path: String, _ schema: ProtoMessageSchema) throws(FieldMaskError) {
    var current: ProtoMessageSchema? = schema
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard let within = current else {
        throw FieldMaskError(path: path, reason: "nothing can be named below a field like this")
      }
      guard let field = within.field(named: String(name)) else {
        throw FieldMaskError(path: path, reason: "\(within.fullName) has no field \"\(name)\"")
      }
      current = field.isRepeated || field.isMap ? nil : field.messageSchema
    }
  }
}

/// The paths of a mask, by their parts. A node without children stands for all that is below it.
struct FieldMaskTree {
  private(set) var children: [String: FieldMaskTree] = [:]

  var isLeaf: Bool { children.isEmpty }

  private init() {}

  init(_ paths: [String]) {
    // By length, so that what covers a path is there before it.
    for path in paths.sorted(by: { $0.utf8.count < $1.utf8.count }) {
      insert(Self.names(path)[...])
    }
  }

  /// Masks come from the network: what is nested deeper than messages ever are stays one name.
  private static func names(_ path: String) -> [String] {
    path.split(separator: ".", maxSplits: 100, omittingEmptySubsequences: false)
      .map(String.init)
  }

  private mutating func insert(_ names: ArraySlice<String>) {
    guard let name = names.first else { return }
    if let known = children[name], known.isLeaf { return }
    children[name, default: FieldMaskTree()].insert(names.dropFirst())
  }

  /// Its paths in the order of their names.
  var paths: [String] {
    children.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { name, node in
      node.isLeaf ? [name] : node.paths.map { name + "." + $0 }
    }
  }

  func intersection(_ other: Self) -> Self {
    var result = FieldMaskTree()
    for (name, node) in children {
      guard let counterpart = other.children[name] else { continue }
      if node.isLeaf {
        result.children[name] = counterpart
      } else if counterpart.isLeaf {
        result.children[name] = node
      } else {
        let both = node.intersection(counterpart)
        if !both.isLeaf { result.children[name] = both }
      }
    }
    return result
  }

  func covers(_ path: String) -> Bool {
    var node = self
    for name in Self.names(path) {
      guard let next = node.children[name] else { return false }
      if next.isLeaf { return true }
      node = next
    }
    return false
  }
}
