// Hand bootstrap of the descriptor types, replaced by generated code.
public import MartletProtobuf

extension Google.Protobuf {
  public struct FileDescriptorSet: Hashable, Sendable {
    public var file: [Google.Protobuf.FileDescriptorProto] = []
    public init() {}
  }
  public struct FileDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var package: String?
    public var dependency: [String] = []
    public var publicDependency: [Int32] = []
    public var weakDependency: [Int32] = []
    public var optionDependency: [String] = []
    public var messageType: [Google.Protobuf.DescriptorProto] = []
    public var enumType: [Google.Protobuf.EnumDescriptorProto] = []
    public var service: [Google.Protobuf.ServiceDescriptorProto] = []
    public var `extension`: [Google.Protobuf.FieldDescriptorProto] = []
    public var options: Google.Protobuf.FileOptions?
    public var sourceCodeInfo: Google.Protobuf.SourceCodeInfo?
    public var syntax: String?
    public var edition: Google.Protobuf.Edition?
    public init() {}
  }
  public struct DescriptorProto: Hashable, Sendable {
    public var name: String?
    public var field: [Google.Protobuf.FieldDescriptorProto] = []
    public var `extension`: [Google.Protobuf.FieldDescriptorProto] = []
    public var nestedType: [Google.Protobuf.DescriptorProto] = []
    public var enumType: [Google.Protobuf.EnumDescriptorProto] = []
    public var extensionRange: [Google.Protobuf.DescriptorProto.ExtensionRange] = []
    public var oneofDecl: [Google.Protobuf.OneofDescriptorProto] = []
    public var options: Google.Protobuf.MessageOptions?
    public var reservedRange: [Google.Protobuf.DescriptorProto.ReservedRange] = []
    public var reservedName: [String] = []
    public var visibility: Google.Protobuf.SymbolVisibility?
    public init() {}
    public struct ExtensionRange: Hashable, Sendable {
      public var start: Int32?
      public var end: Int32?
      public var options: Google.Protobuf.ExtensionRangeOptions?
      public init() {}
    }
    public struct ReservedRange: Hashable, Sendable {
      public var start: Int32?
      public var end: Int32?
      public init() {}
    }
  }
  public struct ExtensionRangeOptions: Hashable, Sendable {
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public var declaration: [Google.Protobuf.ExtensionRangeOptions.Declaration] = []
    public var features: Google.Protobuf.FeatureSet?
    public var verification: Google.Protobuf.ExtensionRangeOptions.VerificationState?
    public init() {}
    public enum VerificationState: Hashable, Sendable {
      case declaration
      case unverified
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .declaration
        case 1: self = .unverified
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .declaration: 0
        case .unverified: 1
        case .unrecognized(let value): value
        }
      }
    }
    public struct Declaration: Hashable, Sendable {
      public var number: Int32?
      public var fullName: String?
      public var type: String?
      public var reserved: Bool?
      public var repeated: Bool?
      public init() {}
    }
  }
  public struct FieldDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var number: Int32?
    public var label: Google.Protobuf.FieldDescriptorProto.Label?
    public var type: Google.Protobuf.FieldDescriptorProto.TypeEnum?
    public var typeName: String?
    public var extendee: String?
    public var defaultValue: String?
    public var oneofIndex: Int32?
    public var jsonName: String?
    public var options: Google.Protobuf.FieldOptions?
    public var proto3Optional: Bool?
    public init() {}
    public enum TypeEnum: Hashable, Sendable {
      case double
      case float
      case int64
      case uint64
      case int32
      case fixed64
      case fixed32
      case bool
      case string
      case group
      case message
      case bytes
      case uint32
      case `enum`
      case sfixed32
      case sfixed64
      case sint32
      case sint64
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 1: self = .double
        case 2: self = .float
        case 3: self = .int64
        case 4: self = .uint64
        case 5: self = .int32
        case 6: self = .fixed64
        case 7: self = .fixed32
        case 8: self = .bool
        case 9: self = .string
        case 10: self = .group
        case 11: self = .message
        case 12: self = .bytes
        case 13: self = .uint32
        case 14: self = .enum
        case 15: self = .sfixed32
        case 16: self = .sfixed64
        case 17: self = .sint32
        case 18: self = .sint64
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .double: 1
        case .float: 2
        case .int64: 3
        case .uint64: 4
        case .int32: 5
        case .fixed64: 6
        case .fixed32: 7
        case .bool: 8
        case .string: 9
        case .group: 10
        case .message: 11
        case .bytes: 12
        case .uint32: 13
        case .enum: 14
        case .sfixed32: 15
        case .sfixed64: 16
        case .sint32: 17
        case .sint64: 18
        case .unrecognized(let value): value
        }
      }
    }
    public enum Label: Hashable, Sendable {
      case optional
      case repeated
      case required
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 1: self = .optional
        case 3: self = .repeated
        case 2: self = .required
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .optional: 1
        case .repeated: 3
        case .required: 2
        case .unrecognized(let value): value
        }
      }
    }
  }
  public struct OneofDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var options: Google.Protobuf.OneofOptions?
    public init() {}
  }
  public struct EnumDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var value: [Google.Protobuf.EnumValueDescriptorProto] = []
    public var options: Google.Protobuf.EnumOptions?
    public var reservedRange: [Google.Protobuf.EnumDescriptorProto.EnumReservedRange] = []
    public var reservedName: [String] = []
    public var visibility: Google.Protobuf.SymbolVisibility?
    public init() {}
    public struct EnumReservedRange: Hashable, Sendable {
      public var start: Int32?
      public var end: Int32?
      public init() {}
    }
  }
  public struct EnumValueDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var number: Int32?
    public var options: Google.Protobuf.EnumValueOptions?
    public init() {}
  }
  public struct ServiceDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var method: [Google.Protobuf.MethodDescriptorProto] = []
    public var options: Google.Protobuf.ServiceOptions?
    public init() {}
  }
  public struct MethodDescriptorProto: Hashable, Sendable {
    public var name: String?
    public var inputType: String?
    public var outputType: String?
    public var options: Google.Protobuf.MethodOptions?
    public var clientStreaming: Bool?
    public var serverStreaming: Bool?
    public init() {}
  }
  public struct FileOptions: Hashable, Sendable {
    public var javaPackage: String?
    public var javaOuterClassname: String?
    public var javaMultipleFiles: Bool?
    public var javaGenerateEqualsAndHash: Bool?
    public var javaStringCheckUtf8: Bool?
    public var optimizeFor: Google.Protobuf.FileOptions.OptimizeMode?
    public var goPackage: String?
    public var ccGenericServices: Bool?
    public var javaGenericServices: Bool?
    public var pyGenericServices: Bool?
    public var deprecated: Bool?
    public var ccEnableArenas: Bool?
    public var objcClassPrefix: String?
    public var csharpNamespace: String?
    public var swiftPrefix: String?
    public var phpClassPrefix: String?
    public var phpNamespace: String?
    public var phpMetadataNamespace: String?
    public var rubyPackage: String?
    public var features: Google.Protobuf.FeatureSet?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
    public enum OptimizeMode: Hashable, Sendable {
      case speed
      case codeSize
      case liteRuntime
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 1: self = .speed
        case 2: self = .codeSize
        case 3: self = .liteRuntime
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .speed: 1
        case .codeSize: 2
        case .liteRuntime: 3
        case .unrecognized(let value): value
        }
      }
    }
  }
  public struct MessageOptions: Hashable, Sendable {
    public var messageSetWireFormat: Bool?
    public var noStandardDescriptorAccessor: Bool?
    public var deprecated: Bool?
    public var mapEntry: Bool?
    public var deprecatedLegacyJsonFieldConflicts: Bool?
    public var features: Google.Protobuf.FeatureSet?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
  }
  public struct FieldOptions: Hashable, Sendable {
    public var ctype: Google.Protobuf.FieldOptions.CType?
    public var packed: Bool?
    public var jstype: Google.Protobuf.FieldOptions.JSType?
    public var lazy: Bool?
    public var unverifiedLazy: Bool?
    public var deprecated: Bool?
    public var weak: Bool?
    public var debugRedact: Bool?
    public var retention: Google.Protobuf.FieldOptions.OptionRetention?
    public var targets: [Google.Protobuf.FieldOptions.OptionTargetType] = []
    public var editionDefaults: [Google.Protobuf.FieldOptions.EditionDefault] = []
    public var features: Google.Protobuf.FeatureSet?
    public var featureSupport: Google.Protobuf.FieldOptions.FeatureSupport?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
    public enum CType: Hashable, Sendable {
      case string
      case cord
      case stringPiece
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .string
        case 1: self = .cord
        case 2: self = .stringPiece
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .string: 0
        case .cord: 1
        case .stringPiece: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum JSType: Hashable, Sendable {
      case jsNormal
      case jsString
      case jsNumber
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .jsNormal
        case 1: self = .jsString
        case 2: self = .jsNumber
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .jsNormal: 0
        case .jsString: 1
        case .jsNumber: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum OptionRetention: Hashable, Sendable {
      case retentionUnknown
      case retentionRuntime
      case retentionSource
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .retentionUnknown
        case 1: self = .retentionRuntime
        case 2: self = .retentionSource
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .retentionUnknown: 0
        case .retentionRuntime: 1
        case .retentionSource: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum OptionTargetType: Hashable, Sendable {
      case targetTypeUnknown
      case targetTypeFile
      case targetTypeExtensionRange
      case targetTypeMessage
      case targetTypeField
      case targetTypeOneof
      case targetTypeEnum
      case targetTypeEnumEntry
      case targetTypeService
      case targetTypeMethod
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .targetTypeUnknown
        case 1: self = .targetTypeFile
        case 2: self = .targetTypeExtensionRange
        case 3: self = .targetTypeMessage
        case 4: self = .targetTypeField
        case 5: self = .targetTypeOneof
        case 6: self = .targetTypeEnum
        case 7: self = .targetTypeEnumEntry
        case 8: self = .targetTypeService
        case 9: self = .targetTypeMethod
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .targetTypeUnknown: 0
        case .targetTypeFile: 1
        case .targetTypeExtensionRange: 2
        case .targetTypeMessage: 3
        case .targetTypeField: 4
        case .targetTypeOneof: 5
        case .targetTypeEnum: 6
        case .targetTypeEnumEntry: 7
        case .targetTypeService: 8
        case .targetTypeMethod: 9
        case .unrecognized(let value): value
        }
      }
    }
    public struct EditionDefault: Hashable, Sendable {
      public var edition: Google.Protobuf.Edition?
      public var value: String?
      public init() {}
    }
    public struct FeatureSupport: Hashable, Sendable {
      public var editionIntroduced: Google.Protobuf.Edition?
      public var editionDeprecated: Google.Protobuf.Edition?
      public var deprecationWarning: String?
      public var editionRemoved: Google.Protobuf.Edition?
      public var removalError: String?
      public init() {}
    }
  }
  public struct OneofOptions: Hashable, Sendable {
    public var features: Google.Protobuf.FeatureSet?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
  }
  public struct EnumOptions: Hashable, Sendable {
    public var allowAlias: Bool?
    public var deprecated: Bool?
    public var deprecatedLegacyJsonFieldConflicts: Bool?
    public var features: Google.Protobuf.FeatureSet?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
  }
  public struct EnumValueOptions: Hashable, Sendable {
    public var deprecated: Bool?
    public var features: Google.Protobuf.FeatureSet?
    public var debugRedact: Bool?
    public var featureSupport: Google.Protobuf.FieldOptions.FeatureSupport?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
  }
  public struct ServiceOptions: Hashable, Sendable {
    public var features: Google.Protobuf.FeatureSet?
    public var deprecated: Bool?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
  }
  public struct MethodOptions: Hashable, Sendable {
    public var deprecated: Bool?
    public var idempotencyLevel: Google.Protobuf.MethodOptions.IdempotencyLevel?
    public var features: Google.Protobuf.FeatureSet?
    public var uninterpretedOption: [Google.Protobuf.UninterpretedOption] = []
    public init() {}
    public enum IdempotencyLevel: Hashable, Sendable {
      case idempotencyUnknown
      case noSideEffects
      case idempotent
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .idempotencyUnknown
        case 1: self = .noSideEffects
        case 2: self = .idempotent
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .idempotencyUnknown: 0
        case .noSideEffects: 1
        case .idempotent: 2
        case .unrecognized(let value): value
        }
      }
    }
  }
  public struct UninterpretedOption: Hashable, Sendable {
    public var name: [Google.Protobuf.UninterpretedOption.NamePart] = []
    public var identifierValue: String?
    public var positiveIntValue: UInt64?
    public var negativeIntValue: Int64?
    public var doubleValue: Double?
    public var stringValue: [UInt8]?
    public var aggregateValue: String?
    public init() {}
    public struct NamePart: Hashable, Sendable {
      public var namePart: String?
      public var isExtension: Bool?
      public init() {}
    }
  }
  public struct FeatureSet: Hashable, Sendable {
    public var fieldPresence: Google.Protobuf.FeatureSet.FieldPresence?
    public var enumType: Google.Protobuf.FeatureSet.EnumType?
    public var repeatedFieldEncoding: Google.Protobuf.FeatureSet.RepeatedFieldEncoding?
    public var utf8Validation: Google.Protobuf.FeatureSet.Utf8Validation?
    public var messageEncoding: Google.Protobuf.FeatureSet.MessageEncoding?
    public var jsonFormat: Google.Protobuf.FeatureSet.JsonFormat?
    public var enforceNamingStyle: Google.Protobuf.FeatureSet.EnforceNamingStyle?
    public var defaultSymbolVisibility: Google.Protobuf.FeatureSet.VisibilityFeature.DefaultSymbolVisibility?
    public var enforceProtoLimits: Google.Protobuf.FeatureSet.ProtoLimitsFeature.EnforceProtoLimits?
    public init() {}
    public enum FieldPresence: Hashable, Sendable {
      case unknown
      case explicit
      case implicit
      case legacyRequired
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .explicit
        case 2: self = .implicit
        case 3: self = .legacyRequired
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .explicit: 1
        case .implicit: 2
        case .legacyRequired: 3
        case .unrecognized(let value): value
        }
      }
    }
    public enum EnumType: Hashable, Sendable {
      case unknown
      case open
      case closed
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .open
        case 2: self = .closed
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .open: 1
        case .closed: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum RepeatedFieldEncoding: Hashable, Sendable {
      case unknown
      case packed
      case expanded
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .packed
        case 2: self = .expanded
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .packed: 1
        case .expanded: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum Utf8Validation: Hashable, Sendable {
      case unknown
      case verify
      case none
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 2: self = .verify
        case 3: self = .none
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .verify: 2
        case .none: 3
        case .unrecognized(let value): value
        }
      }
    }
    public enum MessageEncoding: Hashable, Sendable {
      case unknown
      case lengthPrefixed
      case delimited
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .lengthPrefixed
        case 2: self = .delimited
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .lengthPrefixed: 1
        case .delimited: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum JsonFormat: Hashable, Sendable {
      case unknown
      case allow
      case legacyBestEffort
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .allow
        case 2: self = .legacyBestEffort
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .allow: 1
        case .legacyBestEffort: 2
        case .unrecognized(let value): value
        }
      }
    }
    public enum EnforceNamingStyle: Hashable, Sendable {
      case unknown
      case style2024
      case styleLegacy
      case style2026
      case unrecognized(Int32)
      public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unknown
        case 1: self = .style2024
        case 2: self = .styleLegacy
        case 3: self = .style2026
        default: self = .unrecognized(rawValue)
        }
      }
      public var rawValue: Int32 {
        switch self {
        case .unknown: 0
        case .style2024: 1
        case .styleLegacy: 2
        case .style2026: 3
        case .unrecognized(let value): value
        }
      }
    }
    public struct VisibilityFeature: Hashable, Sendable {
      public init() {}
      public enum DefaultSymbolVisibility: Hashable, Sendable {
        case unknown
        case exportAll
        case exportTopLevel
        case localAll
        case strict
        case unrecognized(Int32)
        public init(rawValue: Int32) {
          switch rawValue {
          case 0: self = .unknown
          case 1: self = .exportAll
          case 2: self = .exportTopLevel
          case 3: self = .localAll
          case 4: self = .strict
          default: self = .unrecognized(rawValue)
          }
        }
        public var rawValue: Int32 {
          switch self {
          case .unknown: 0
          case .exportAll: 1
          case .exportTopLevel: 2
          case .localAll: 3
          case .strict: 4
          case .unrecognized(let value): value
          }
        }
      }
    }
    public struct ProtoLimitsFeature: Hashable, Sendable {
      public init() {}
      public enum EnforceProtoLimits: Hashable, Sendable {
        case protoLimitsUnknown
        case legacyNoExplicitLimits
        case protoLimits2026
        case unrecognized(Int32)
        public init(rawValue: Int32) {
          switch rawValue {
          case 0: self = .protoLimitsUnknown
          case 1: self = .legacyNoExplicitLimits
          case 2: self = .protoLimits2026
          default: self = .unrecognized(rawValue)
          }
        }
        public var rawValue: Int32 {
          switch self {
          case .protoLimitsUnknown: 0
          case .legacyNoExplicitLimits: 1
          case .protoLimits2026: 2
          case .unrecognized(let value): value
          }
        }
      }
    }
  }
  public struct FeatureSetDefaults: Hashable, Sendable {
    public var defaults: [Google.Protobuf.FeatureSetDefaults.FeatureSetEditionDefault] = []
    public var minimumEdition: Google.Protobuf.Edition?
    public var maximumEdition: Google.Protobuf.Edition?
    public init() {}
    public struct FeatureSetEditionDefault: Hashable, Sendable {
      public var edition: Google.Protobuf.Edition?
      public var overridableFeatures: Google.Protobuf.FeatureSet?
      public var fixedFeatures: Google.Protobuf.FeatureSet?
      public init() {}
    }
  }
  public struct SourceCodeInfo: Hashable, Sendable {
    public var location: [Google.Protobuf.SourceCodeInfo.Location] = []
    public init() {}
    public struct Location: Hashable, Sendable {
      public var path: [Int32] = []
      public var span: [Int32] = []
      public var leadingComments: String?
      public var trailingComments: String?
      public var leadingDetachedComments: [String] = []
      public init() {}
    }
  }
  public struct GeneratedCodeInfo: Hashable, Sendable {
    public var annotation: [Google.Protobuf.GeneratedCodeInfo.Annotation] = []
    public init() {}
    public struct Annotation: Hashable, Sendable {
      public var path: [Int32] = []
      public var sourceFile: String?
      public var begin: Int32?
      public var end: Int32?
      public var semantic: Google.Protobuf.GeneratedCodeInfo.Annotation.Semantic?
      public init() {}
      public enum Semantic: Hashable, Sendable {
        case none
        case set
        case alias
        case unrecognized(Int32)
        public init(rawValue: Int32) {
          switch rawValue {
          case 0: self = .none
          case 1: self = .set
          case 2: self = .alias
          default: self = .unrecognized(rawValue)
          }
        }
        public var rawValue: Int32 {
          switch self {
          case .none: 0
          case .set: 1
          case .alias: 2
          case .unrecognized(let value): value
          }
        }
      }
    }
  }
  public enum Edition: Hashable, Sendable {
    case unknown
    case legacy
    case proto2
    case proto3
    case edition2023
    case edition2024
    case edition2026
    case unstable
    case edition1TestOnly
    case edition2TestOnly
    case edition99997TestOnly
    case edition99998TestOnly
    case edition99999TestOnly
    case max
    case unrecognized(Int32)
    public init(rawValue: Int32) {
      switch rawValue {
      case 0: self = .unknown
      case 900: self = .legacy
      case 998: self = .proto2
      case 999: self = .proto3
      case 1000: self = .edition2023
      case 1001: self = .edition2024
      case 1002: self = .edition2026
      case 9999: self = .unstable
      case 1: self = .edition1TestOnly
      case 2: self = .edition2TestOnly
      case 99997: self = .edition99997TestOnly
      case 99998: self = .edition99998TestOnly
      case 99999: self = .edition99999TestOnly
      case 2147483647: self = .max
      default: self = .unrecognized(rawValue)
      }
    }
    public var rawValue: Int32 {
      switch self {
      case .unknown: 0
      case .legacy: 900
      case .proto2: 998
      case .proto3: 999
      case .edition2023: 1000
      case .edition2024: 1001
      case .edition2026: 1002
      case .unstable: 9999
      case .edition1TestOnly: 1
      case .edition2TestOnly: 2
      case .edition99997TestOnly: 99997
      case .edition99998TestOnly: 99998
      case .edition99999TestOnly: 99999
      case .max: 2147483647
      case .unrecognized(let value): value
      }
    }
  }
  public enum SymbolVisibility: Hashable, Sendable {
    case visibilityUnset
    case visibilityLocal
    case visibilityExport
    case unrecognized(Int32)
    public init(rawValue: Int32) {
      switch rawValue {
      case 0: self = .visibilityUnset
      case 1: self = .visibilityLocal
      case 2: self = .visibilityExport
      default: self = .unrecognized(rawValue)
      }
    }
    public var rawValue: Int32 {
      switch self {
      case .visibilityUnset: 0
      case .visibilityLocal: 1
      case .visibilityExport: 2
      case .unrecognized(let value): value
      }
    }
  }
}
