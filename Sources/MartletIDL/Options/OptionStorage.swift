internal import MartletDescriptors
internal import MartletProtobuf

// Puts interpreted standard options into the descriptor structs. Every struct has one `switch`
// over the field numbers of descriptor.proto.

extension OptionTree.Entry {
  var bool: Bool? { if case .bool(let value)? = values.last { value } else { nil } }

  var string: String? {
    if case .bytes(let value)? = values.last { String(decoding: value, as: UTF8.self) } else { nil }
  }

  var int32: Int32? {
    switch values.last {
    case .signed(let value): Int32(exactly: value)
    case .enumeration(let value): value
    default: nil
    }
  }

  var number: Int32 { field.number }

  var trees: [OptionTree] {
    values.compactMap { if case .message(let tree) = $0 { tree } else { nil } }
  }

  /// A value of an enum of the descriptors, by its initialiser from a number.
  func enumeration<Value>(_ make: (Int32) -> Value) -> Value? { int32.map(make) }

  func enumerations<Value>(_ make: (Int32) -> Value) -> [Value] {
    values.compactMap { if case .enumeration(let value) = $0 { make(value) } else { nil } }
  }
}

extension Google.Protobuf.FileOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: javaPackage = entry.string
      case 8: javaOuterClassname = entry.string
      case 9: optimizeFor = entry.enumeration(OptimizeMode.init(rawValue:))
      case 10: javaMultipleFiles = entry.bool
      case 11: goPackage = entry.string
      case 16: ccGenericServices = entry.bool
      case 17: javaGenericServices = entry.bool
      case 18: pyGenericServices = entry.bool
      case 20: javaGenerateEqualsAndHash = entry.bool
      case 23: deprecated = entry.bool
      case 27: javaStringCheckUtf8 = entry.bool
      case 31: ccEnableArenas = entry.bool
      case 36: objcClassPrefix = entry.string
      case 37: csharpNamespace = entry.string
      case 39: swiftPrefix = entry.string
      case 40: phpClassPrefix = entry.string
      case 41: phpNamespace = entry.string
      case 44: phpMetadataNamespace = entry.string
      case 45: rubyPackage = entry.string
      default: break
      }
    }
  }
}

extension Google.Protobuf.MessageOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: messageSetWireFormat = entry.bool
      case 2: noStandardDescriptorAccessor = entry.bool
      case 3: deprecated = entry.bool
      case 7: mapEntry = entry.bool
      case 11: deprecatedLegacyJsonFieldConflicts = entry.bool
      default: break
      }
    }
  }
}

extension Google.Protobuf.FieldOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: ctype = entry.enumeration(CType.init(rawValue:))
      case 2: packed = entry.bool
      case 3: deprecated = entry.bool
      case 5: lazy = entry.bool
      case 6: jstype = entry.enumeration(JSType.init(rawValue:))
      case 10: weak = entry.bool
      case 15: unverifiedLazy = entry.bool
      case 16: debugRedact = entry.bool
      case 17: retention = entry.enumeration(OptionRetention.init(rawValue:))
      case 19: targets = entry.enumerations(OptionTargetType.init(rawValue:))
      case 20: editionDefaults = entry.trees.map(EditionDefault.init)
      case 22: featureSupport = entry.trees.last.map(FeatureSupport.init)
      default: break
      }
    }
  }
}

extension Google.Protobuf.FieldOptions.EditionDefault {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 2: value = entry.string
      case 3: edition = entry.enumeration(Google.Protobuf.Edition.init(rawValue:))
      default: break
      }
    }
  }
}

extension Google.Protobuf.FieldOptions.FeatureSupport {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: editionIntroduced = entry.enumeration(Google.Protobuf.Edition.init(rawValue:))
      case 2: editionDeprecated = entry.enumeration(Google.Protobuf.Edition.init(rawValue:))
      case 3: deprecationWarning = entry.string
      case 4: editionRemoved = entry.enumeration(Google.Protobuf.Edition.init(rawValue:))
      case 5: removalError = entry.string
      default: break
      }
    }
  }
}

extension Google.Protobuf.EnumOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 2: allowAlias = entry.bool
      case 3: deprecated = entry.bool
      case 6: deprecatedLegacyJsonFieldConflicts = entry.bool
      default: break
      }
    }
  }
}

extension Google.Protobuf.EnumValueOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: deprecated = entry.bool
      case 3: debugRedact = entry.bool
      case 4:
        featureSupport = entry.trees.last.map(Google.Protobuf.FieldOptions.FeatureSupport.init)
      default: break
      }
    }
  }
}

extension Google.Protobuf.ServiceOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries where entry.number == 33 { deprecated = entry.bool }
  }
}

extension Google.Protobuf.MethodOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 33: deprecated = entry.bool
      case 34: idempotencyLevel = entry.enumeration(IdempotencyLevel.init(rawValue:))
      default: break
      }
    }
  }
}

extension Google.Protobuf.ExtensionRangeOptions {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 2: declaration = entry.trees.map(Declaration.init)
      case 3: verification = entry.enumeration(VerificationState.init(rawValue:))
      default: break
      }
    }
  }
}

extension Google.Protobuf.ExtensionRangeOptions.Declaration {
  init(_ tree: OptionTree) {
    self.init()
    for entry in tree.entries {
      switch entry.number {
      case 1: number = entry.int32
      case 2: fullName = entry.string
      case 3: type = entry.string
      case 5: reserved = entry.bool
      case 6: repeated = entry.bool
      default: break
      }
    }
  }
}
