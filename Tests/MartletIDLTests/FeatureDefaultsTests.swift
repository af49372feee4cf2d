import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// The features of each edition, which `ResolvedFeatures` knows by heart, against descriptor.proto
/// and against protoc.
struct FeatureDefaultsTests {
  private typealias FeatureSet = Google.Protobuf.FeatureSet

  private static let editions: [Google.Protobuf.Edition] = [
    .proto2, .proto3, .edition2023, .edition2024, .edition2026, .unstable,
  ]

  /// What the fields of `FeatureSet` in `idl/` say about one edition: for each the default of the
  /// latest edition that is not later.
  private func declared(for edition: Google.Protobuf.Edition) throws -> FeatureSet {
    let name = "google/protobuf/descriptor.proto"
    let file = try #require(
      Compiler(roots: ImportRoots([Corpus.idl.path])).compile([name]).files.first)
    let type = try #require(file.messageType.first { $0.name == "FeatureSet" })
    // All are enums, so one varint each.
    var bytes: [UInt8] = []
    for field in type.field {
      let text = try #require(
        field.options?.editionDefaults
          .filter { ($0.edition?.rawValue ?? 0) <= edition.rawValue }
          .max { ($0.edition?.rawValue ?? 0) < ($1.edition?.rawValue ?? 0) }?.value)
      let values = enums(of: type)[field.typeName ?? ""] ?? []
      let value = try #require(values.first { $0.name == text }?.number)
      bytes += [UInt8(field.number ?? 0) << 3, UInt8(value)]
    }
    return try FeatureSet(serializedBytes: bytes)
  }

  private func enums(
    of type: Google.Protobuf.DescriptorProto
  ) -> [String: [Google.Protobuf.EnumValueDescriptorProto]] {
    var result: [String: [Google.Protobuf.EnumValueDescriptorProto]] = [:]
    let scope = ".google.protobuf.FeatureSet."
    for item in type.enumType { result[scope + (item.name ?? "")] = item.value }
    for nested in type.nestedType {
      for item in nested.enumType {
        result[scope + (nested.name ?? "") + "." + (item.name ?? "")] = item.value
      }
    }
    return result
  }

  private func set(_ features: ResolvedFeatures) -> FeatureSet {
    FeatureSet(
      fieldPresence: features.fieldPresence, enumType: features.enumType,
      repeatedFieldEncoding: features.repeatedFieldEncoding,
      utf8Validation: features.utf8Validation, messageEncoding: features.messageEncoding,
      jsonFormat: features.jsonFormat, enforceNamingStyle: features.enforceNamingStyle,
      defaultSymbolVisibility: features.defaultSymbolVisibility,
      enforceProtoLimits: features.enforceProtoLimits)
  }

  @Test(arguments: editions)
  func defaultsAreThoseOfDescriptorProto(_ edition: Google.Protobuf.Edition) throws {
    let features = try #require(ResolvedFeatures.defaults(for: edition))
    #expect(try set(features) == declared(for: edition))
  }

  @Test(.enabled(if: Protoc.isAvailable), arguments: editions)
  func defaultsAreThoseOfProtoc(_ edition: Google.Protobuf.Edition) throws {
    let table = try Google.Protobuf.FeatureSetDefaults(
      serializedBytes: Protoc.editionDefaults())
    let entry = try #require(
      table.defaults.last { ($0.edition?.rawValue ?? 0) <= edition.rawValue })
    let features = try #require(ResolvedFeatures.defaults(for: edition))
    let merged = features.merging(entry.fixedFeatures).merging(entry.overridableFeatures)
    #expect(set(features) == set(merged))
    // Both halves together say all nine, so the comparison leaves nothing out.
    let fixed = try (entry.fixedFeatures ?? .init()).serializedBytes()
    let overridable = try (entry.overridableFeatures ?? .init()).serializedBytes()
    #expect(fixed.count + overridable.count == 2 * 9)
  }

  @Test func otherEditionsHaveNone() {
    let others: [Google.Protobuf.Edition] = [
      .unknown, .legacy, .edition1TestOnly, .edition99997TestOnly, .max,
    ]
    for edition in others { #expect(ResolvedFeatures.defaults(for: edition) == nil) }
  }

  @Test func whatIsSetReplacesWhatIsInherited() throws {
    let file = try #require(ResolvedFeatures.defaults(for: .edition2024))
      .merging(FeatureSet(fieldPresence: .implicit, jsonFormat: .legacyBestEffort))
    let field = file.merging(FeatureSet(fieldPresence: .legacyRequired))
    #expect(field.fieldPresence == .legacyRequired)
    #expect(field.jsonFormat == .legacyBestEffort)
    #expect(field.enforceNamingStyle == .style2024)
  }

  @Test func syntaxSaysTheFeaturesOfLegacyFields() throws {
    typealias Field = Google.Protobuf.FieldDescriptorProto
    let proto2 = try #require(ResolvedFeatures.defaults(for: .proto2))
    let proto3 = try #require(ResolvedFeatures.defaults(for: .proto3))
    let edition = try #require(ResolvedFeatures.defaults(for: .edition2023))
    let required = Field(label: .required)
    #expect(proto2.field(required, edition: .proto2).fieldPresence == .legacyRequired)
    #expect(edition.field(required, edition: .edition2023).fieldPresence == .explicit)
    let group = Field(type: .group)
    #expect(proto2.field(group, edition: .proto2).messageEncoding == .delimited)
    let packed = Field(options: .init(packed: true))
    #expect(proto2.field(packed, edition: .proto2).repeatedFieldEncoding == .packed)
    let expanded = Field(options: .init(packed: false))
    #expect(proto3.field(expanded, edition: .proto3).repeatedFieldEncoding == .expanded)
    #expect(edition.field(expanded, edition: .edition2023).repeatedFieldEncoding == .packed)
  }
}
