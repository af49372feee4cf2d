/// What all descriptors have in common.
///
/// A descriptor is a small value that points into an immutable file: copying one is cheap, any
/// thread may use it, and it keeps what it describes alive, whatever becomes of the pool. Two are
/// equal if they describe the same element of the same pool's file.
public protocol Descriptor: Hashable, Sendable, CustomStringConvertible {
  /// Where the library keeps the element.
  var position: DescriptorPosition { get }
  /// For the library: the element at a position, which must be one of this kind.
  init(position: DescriptorPosition)

  /// The name in its scope: `Order`.
  var name: String { get }
  /// The name with package and outer types, without a leading dot: `shop.v1.Order`. It is put
  /// together anew each time. A file's is its import path.
  var fullName: String { get }
  /// The features, resolved from the file's edition down to here.
  var features: ResolvedFeatures { get }
  /// The path to the element in its file, as `SourceCodeInfo` has it: field numbers of
  /// descriptor.proto and indexes.
  var sourcePath: [Int32] { get }
}

extension Descriptor {
  /// The file that declares it.
  public var file: FileDescriptor {
    FileDescriptor(position: DescriptorPosition(storage: position.storage, index: 0))
  }

  /// Where it is declared, and its comments; nil if the file came without source information.
  ///
  /// The first call for a file sorts all its places.
  public var sourceLocation: SourceLocation? {
    position.storage.locations.location(at: sourcePath)
  }

  public var description: String { fullName }

  var storage: FileStorage { position.storage }
  var records: FileRecords { position.storage.records }
  var index: Int { position.index }

  /// The descriptor of another element of the same file.
  func sibling<Element: Descriptor>(_ index: Int, _: Element.Type = Element.self) -> Element {
    Element(position: DescriptorPosition(storage: position.storage, index: index))
  }

  /// The same, unless the index says that there is none.
  func sibling<Element: Descriptor>(optional index: Int32) -> Element? {
    index < 0 ? nil : sibling(Int(index))
  }

  func list<Element: Descriptor>(_ range: ElementRange) -> DescriptorList<Element> {
    DescriptorList(storage: position.storage, range: range.range)
  }
}

/// Where the library keeps an element: in which file, and which one of its kind.
@frozen
public struct DescriptorPosition: Hashable, Sendable {
  @usableFromInline let storage: FileStorage
  @usableFromInline let index: Int

  @inlinable
  init(storage: FileStorage, index: Int) {
    self.storage = storage
    self.index = index
  }

  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage && left.index == right.index
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(storage))
    hasher.combine(index)
  }
}

/// The elements of one kind that a file, message, enum or service declares, in their order.
@frozen
public struct DescriptorList<Element: Descriptor>: RandomAccessCollection, Sendable {
  @usableFromInline let storage: FileStorage
  @usableFromInline let range: Range<Int>

  @inlinable
  init(storage: FileStorage, range: Range<Int>) {
    self.storage = storage
    self.range = range
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { range.count }

  @inlinable
  public subscript(position: Int) -> Element {
    precondition(position >= 0 && position < range.count, "no such descriptor")
    return Element(
      position: DescriptorPosition(storage: storage, index: range.lowerBound + position))
  }
}
