import MartletProtobuf

/// Everything that a file declares, in flat arrays, and the descriptors' source of facts.
///
/// Messages stand in breadth-first order, so that what one of them contains is a range of the
/// array: the outermost messages, then those inside the first, then those inside the second … The
/// fields of messages come first in `fields`, extensions behind them. Full names are not stored but
/// put together when asked for: in a hostile file, one long name may have many members.
struct FileRecords: Sendable {
  var package = ""
  var messages: [MessageRecord] = []
  var fields: [FieldRecord] = []
  var oneofs: [OneofRecord] = []
  var enums: [EnumRecord] = []
  var values: [EnumValueRecord] = []
  var services: [ServiceRecord] = []
  var methods: [MethodRecord] = []
  /// The outermost ones.
  var topMessages = ElementRange.none
  var topEnums = ElementRange.none
  var topExtensions = ElementRange.none
  /// What each extension extends; the first belongs to `fields[firstExtension]`.
  var extendees: [TypeReference] = []
  /// Where the extensions begin in `fields`.
  var firstExtension = 0
  /// For each message's range of fields: their indexes by number.
  var fieldOrder: [Int32] = []
  /// For each enum's range of values: their indexes by number, one for each number.
  var valueOrder: [Int32] = []

  /// How many things with a name there are.
  var count: Int {
    messages.count + fields.count + oneofs.count + enums.count + values.count + services.count
      + methods.count
  }
}

/// Consecutive elements of one of the arrays.
struct ElementRange: Sendable {
  var start: Int32
  var count: Int32

  static let none = ElementRange(0..<0)

  init(_ range: Range<Int>) {
    start = Int32(range.lowerBound)
    count = Int32(range.count)
  }

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A message or enum, here or in another file.
struct TypeReference: Hashable, Sendable {
  /// An index into the file's links; -1 for the file itself.
  var link: Int32
  var index: Int32

  static let none = TypeReference(link: -1, index: -1)
}

struct MessageRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  /// The message around it, or -1.
  var parent: Int32
  /// The index in the parent's or the file's list.
  var position: Int32
  var depth: Int32 = 0
  var fields = ElementRange.none
  var oneofs = ElementRange.none
  var messages = ElementRange.none
  var enums = ElementRange.none
  var extensions = ElementRange.none
  var realOneofs: Int32 = 0
  var fieldNumbers = NumberIndex()
  var isMapEntry = false
  var isMessageSet = false
}

struct FieldRecord: Sendable {
  var name: String
  var jsonName: String
  var number: Int32
  /// The message it is declared in, or -1.
  var scope: Int32
  /// The index in the list of the scope's fields or extensions.
  var position: Int32
  /// Among the file's oneofs, or -1.
  var oneof: Int32 = -1
  var type = TypeReference.none
  var features: ResolvedFeatures
  var kind = FieldKind.int32
  var cardinality = FieldDescriptor.Cardinality.singular
  var traits: FieldTraits = []
}

/// What a field is, without the type that it refers to.
enum FieldKind: UInt8, Sendable {
  case double, float, int32, int64, uint32, uint64, sint32, sint64
  case fixed32, fixed64, sfixed32, sfixed64, bool, string, bytes
  case message, enumeration
}

/// The answers about a field that were worked out once.
struct FieldTraits: OptionSet, Sendable {
  let rawValue: UInt8
  static let hasPresence = FieldTraits(rawValue: 1)
  static let isPacked = FieldTraits(rawValue: 2)
  static let isDelimited = FieldTraits(rawValue: 4)
  static let isMap = FieldTraits(rawValue: 8)
  static let hasDefault = FieldTraits(rawValue: 16)
  static let isProto3Optional = FieldTraits(rawValue: 32)
  static let isExtension = FieldTraits(rawValue: 64)
}

struct OneofRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  var message: Int32
  var fields = ElementRange.none
  var isSynthetic = false
}

struct EnumRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  /// The message around it, or -1.
  var parent: Int32
  var position: Int32
  var values = ElementRange.none
  var valueNumbers = NumberIndex()
}

struct EnumValueRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  var number: Int32
  var parent: Int32
}

struct ServiceRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  var methods = ElementRange.none
}

struct MethodRecord: Sendable {
  var name: String
  var features: ResolvedFeatures
  var service: Int32
  var input = TypeReference.none
  var output = TypeReference.none
  var streamsRequests = false
  var streamsResponses = false
}
