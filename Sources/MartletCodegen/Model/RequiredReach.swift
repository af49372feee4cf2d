import MartletDescriptors

/// Which messages can lack a required field: those that have one, and those that messages of such a
/// type may stand in. Only they have code that looks for it.
struct RequiredReach {
  private var names: Set<String> = []

  init(_ files: some Sequence<FileDescriptor>) {
    var holders: [String: [String]] = [:]
    var pending: [String] = []
    for message in files.flatMap(\.allMessages) {
      let name = message.fullName
      for field in message.fields {
        if field.isRequired, names.insert(name).inserted { pending.append(name) }
        if let type = field.valueMessage { holders[type.fullName, default: []].append(name) }
      }
    }
    while let reached = pending.popLast() {
      for holder in holders[reached] ?? [] where names.insert(holder).inserted {
        pending.append(holder)
      }
    }
  }

  func contains(_ message: MessageDescriptor) -> Bool {
    !names.isEmpty && names.contains(message.fullName)
  }

  /// Whether messages that a field holds can lack a required field.
  func contains(_ field: FieldDescriptor) -> Bool {
    !names.isEmpty && (field.valueMessage.map { names.contains($0.fullName) } ?? false)
  }
}

extension FieldDescriptor {
  /// The type of the messages in it, be they elements or values of a map.
  fileprivate var valueMessage: MessageDescriptor? {
    isMap ? mapValue?.messageType : messageType
  }
}
