import MartletDescriptors

/// What the extensions that are declared in one module's files are called in Swift.
///
/// Each is a property of the message that it extends, and a static property of the same name. The
/// rule, in which the prefix is that of the file's types:
///
/// | IDL | Swift |
/// | --- | --- |
/// | `extend Order { optional int32 max_rating = 100; }` | `maxRating` |
/// | the same within `message Review` | `reviewMaxRating` |
/// | the same in a file with the prefix `GPB` | `gpbMaxRating`, `gpbReviewMaxRating` |
/// | if the message has such a member, or two extensions in the module would be alike | `maxRating_100` |
///
/// So a name depends on who else is there only where it has to, and never on the order of files.
struct ExtensionNames {
  private var names: [String: String] = [:]

  init(_ files: some Sequence<FileDescriptor>, _ types: TypeNames) {
    var named: [(field: FieldDescriptor, name: String)] = []
    var counts: [String: Int] = [:]
    for file in files {
      for field in file.allExtensions {
        let name = Self.plainName(field, types)
        named.append((field, name))
        for name in [name, name + "OrDefault"] {
          counts[field.containingMessage.fullName + ":" + name, default: 0] += 1
        }
      }
    }
    var members: [String: Set<String>] = [:]
    for (field, name) in named {
      let extended = field.containingMessage
      let taken = members[extended.fullName] ?? types.memberNames(of: extended)
      members[extended.fullName] = taken
      let isAlone = [name, name + "OrDefault"].allSatisfy {
        counts[extended.fullName + ":" + $0] == 1 && !taken.contains($0)
      }
      names[field.fullName] = isAlone ? name : "\(name)_\(field.number)"
    }
  }

  /// The name of an extension, without backticks.
  subscript(field: FieldDescriptor) -> String { names[field.fullName] ?? "" }

  private static func plainName(_ field: FieldDescriptor, _ types: TypeNames) -> String {
    let words = [types.prefix(of: field.file), field.extensionScope?.name ?? "", field.name]
    return SwiftNames.extensionField(words.filter { !$0.isEmpty }.joined(separator: "_"))
  }
}

extension FileDescriptor {
  /// All messages, nested ones among them, without the entries of maps.
  var allMessages: [MessageDescriptor] {
    messages.flatMap(\.withNested)
  }

  /// All extensions, those declared in messages among them, in the order of the IDL.
  var allExtensions: [FieldDescriptor] {
    Array(extensions) + allMessages.flatMap { Array($0.extensions) }
  }
}

extension MessageDescriptor {
  fileprivate var withNested: [MessageDescriptor] {
    isMapEntry ? [] : [self] + messages.flatMap(\.withNested)
  }
}

extension TypeNames {
  /// The names that a message's members may have: fields, oneofs and nested types, with what is put
  /// behind them where two are alike.
  fileprivate func memberNames(of message: MessageDescriptor) -> Set<String> {
    var taken: Set<String> = []
    for field in message.fields {
      let name = SwiftNames.property(field.name)
      for name in [name, name + "_\(field.number)"] {
        taken.formUnion([name, "_" + name, name + "OrDefault"])
      }
    }
    for oneof in message.realOneofs {
      let name = SwiftNames.property(oneof.name)
      taken.formUnion([name, name + "_oneof", SwiftNames.upperCamel(oneof.name)])
    }
    for nested in message.messages { taken.formUnion(name(of: nested).all) }
    for nested in message.enums { taken.formUnion(name(of: nested).all) }
    return taken
  }
}
