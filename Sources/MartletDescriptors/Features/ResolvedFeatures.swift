public import MartletProtobuf

/// What the global features of one element (a file, message, field …) come to, after the defaults
/// of its edition, what the elements around it set and what it sets itself.
///
/// proto2 and proto3 are editions here like the others: `defaults(for:)` answers for them, and
/// `field(_:edition:)` adds what their syntax says (labels, groups, `packed`). So whoever asks
/// features never needs to ask for the syntax. Features of others' (`features.(pb.cpp)`) are not
/// in it.
public struct ResolvedFeatures: Sendable, Hashable {
  /// One feature in four bits, at four times its field number in `FeatureSet`. Small and trivial,
  /// because every element of every file carries one.
  private var bits: UInt64 = 0

  /// All features unknown.
  private init() {}

  /// The number of one feature's value; `number` is that of its field in `FeatureSet`. Features and
  /// values that no descriptor.proto has yet are passed over.
  public subscript(number: Int32) -> Int32 {
    get {
      guard (1...9).contains(number) else { return 0 }
      return Int32(truncatingIfNeeded: bits >> (4 * UInt64(number)) & 0xF)
    }
    set {
      guard (1...9).contains(number), (0...0xF).contains(newValue) else { return }
      let number = UInt64(number)
      bits = bits & ~(0xF << (4 * number)) | UInt64(newValue) << (4 * number)
    }
  }

  /// Whether a field that is not repeated knows that it was set.
  public var fieldPresence: Google.Protobuf.FeatureSet.FieldPresence {
    get { .init(rawValue: self[1]) }
    set { self[1] = newValue.rawValue }
  }

  /// Whether an enum takes numbers that it does not name.
  public var enumType: Google.Protobuf.FeatureSet.EnumType {
    get { .init(rawValue: self[2]) }
    set { self[2] = newValue.rawValue }
  }

  /// Whether repeated numbers share one tag.
  public var repeatedFieldEncoding: Google.Protobuf.FeatureSet.RepeatedFieldEncoding {
    get { .init(rawValue: self[3]) }
    set { self[3] = newValue.rawValue }
  }

  /// Whether strings must be UTF-8.
  public var utf8Validation: Google.Protobuf.FeatureSet.Utf8Validation {
    get { .init(rawValue: self[4]) }
    set { self[4] = newValue.rawValue }
  }

  /// Whether a message stands behind its length, or between two tags as groups do.
  public var messageEncoding: Google.Protobuf.FeatureSet.MessageEncoding {
    get { .init(rawValue: self[5]) }
    set { self[5] = newValue.rawValue }
  }

  /// Whether the JSON form must be free of conflicts.
  public var jsonFormat: Google.Protobuf.FeatureSet.JsonFormat {
    get { .init(rawValue: self[6]) }
    set { self[6] = newValue.rawValue }
  }

  /// Which style names must follow.
  public var enforceNamingStyle: Google.Protobuf.FeatureSet.EnforceNamingStyle {
    get { .init(rawValue: self[7]) }
    set { self[7] = newValue.rawValue }
  }

  /// Which symbols other files see where nothing is said.
  public var defaultSymbolVisibility:
    Google.Protobuf.FeatureSet.VisibilityFeature.DefaultSymbolVisibility
  {
    get { .init(rawValue: self[8]) }
    set { self[8] = newValue.rawValue }
  }

  /// Whether the number of fields, values and oneofs is bounded.
  public var enforceProtoLimits: Google.Protobuf.FeatureSet.ProtoLimitsFeature.EnforceProtoLimits {
    get { .init(rawValue: self[9]) }
    set { self[9] = newValue.rawValue }
  }

  // MARK: - Resolution

  /// The features of an element that sets none, in a file of `edition`; nil if there is no such
  /// edition (yet).
  ///
  /// The same as the `edition_defaults` in descriptor.proto; a test holds one against the other.
  public static func defaults(for edition: Google.Protobuf.Edition) -> ResolvedFeatures? {
    switch edition {
    case .proto2: proto2
    case .proto3: proto3
    case .edition2023: edition2023
    case .edition2024: edition2024
    case .edition2026, .unstable: edition2026
    default: nil
    }
  }

  /// The features of a file that says neither syntax nor edition.
  public static let proto2: ResolvedFeatures = {
    var features = ResolvedFeatures()
    features.fieldPresence = .explicit
    features.enumType = .closed
    features.repeatedFieldEncoding = .expanded
    features.utf8Validation = .none
    features.messageEncoding = .lengthPrefixed
    features.jsonFormat = .legacyBestEffort
    features.enforceNamingStyle = .styleLegacy
    features.defaultSymbolVisibility = .exportAll
    features.enforceProtoLimits = .legacyNoExplicitLimits
    return features
  }()

  private static let proto3: ResolvedFeatures = {
    var features = proto2
    features.fieldPresence = .implicit
    features.enumType = .open
    features.repeatedFieldEncoding = .packed
    features.utf8Validation = .verify
    features.jsonFormat = .allow
    return features
  }()

  private static let edition2023: ResolvedFeatures = {
    var features = proto3
    features.fieldPresence = .explicit
    return features
  }()

  private static let edition2024: ResolvedFeatures = {
    var features = edition2023
    features.enforceNamingStyle = .style2024
    features.defaultSymbolVisibility = .exportTopLevel
    return features
  }()

  private static let edition2026: ResolvedFeatures = {
    var features = edition2024
    features.enforceNamingStyle = .style2026
    features.defaultSymbolVisibility = .strict
    features.enforceProtoLimits = .protoLimits2026
    return features
  }()

  /// These features, replaced by what `set` says where it says something.
  public func merging(_ set: Google.Protobuf.FeatureSet) -> ResolvedFeatures {
    var result = self
    if let value = set.fieldPresence { result.fieldPresence = value }
    if let value = set.enumType { result.enumType = value }
    if let value = set.repeatedFieldEncoding { result.repeatedFieldEncoding = value }
    if let value = set.utf8Validation { result.utf8Validation = value }
    if let value = set.messageEncoding { result.messageEncoding = value }
    if let value = set.jsonFormat { result.jsonFormat = value }
    if let value = set.enforceNamingStyle { result.enforceNamingStyle = value }
    if let value = set.defaultSymbolVisibility { result.defaultSymbolVisibility = value }
    if let value = set.enforceProtoLimits { result.enforceProtoLimits = value }
    return result
  }

  /// The same for what may not be there at all.
  public func merging(_ set: Google.Protobuf.FeatureSet?) -> ResolvedFeatures {
    guard let set else { return self }
    return merging(set)
  }

  /// The features of a field whose parent (oneof, message, or for an extension what it is declared
  /// in) has these ones.
  ///
  /// In proto2 and proto3 the syntax says what features say elsewhere: a label `required`, a group,
  /// the option `packed`.
  public func field(
    _ field: Google.Protobuf.FieldDescriptorProto, edition: Google.Protobuf.Edition
  ) -> ResolvedFeatures {
    var result = merging(field.options?.features)
    guard edition.isLegacy else { return result }
    if field.label == .required { result.fieldPresence = .legacyRequired }
    if field.type == .group { result.messageEncoding = .delimited }
    switch field.options?.packed {
    case true?: result.repeatedFieldEncoding = .packed
    case false? where edition == .proto3: result.repeatedFieldEncoding = .expanded
    default: break
    }
    return result
  }
}

extension Google.Protobuf.Edition {
  /// Whether files of it say `syntax`, not `edition`, and set no features.
  public var isLegacy: Bool { rawValue < Self.edition2023.rawValue }
}
