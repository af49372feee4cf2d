/// Names of what the records describe.
extension FileRecords {
  /// The name that stands in the scope.
  func name(of member: Member) -> String {
    let index = Int(member.index)
    switch member.kind {
    case .message: return messages[index].name
    case .field: return fields[index].name
    case .oneof: return oneofs[index].name
    case .enumeration: return enums[index].name
    case .value: return values[index].name
    case .service: return services[index].name
    case .method: return methods[index].name
    case .package: return package
    }
  }

  /// The full name without a leading dot.
  func fullName(of member: Member) -> String {
    let index = Int(member.index)
    switch member.kind {
    case .message: return fullName(ofMessage: index)
    case .field: return joined(Int(fields[index].scope), fields[index].name)
    case .oneof: return joined(Int(oneofs[index].message), oneofs[index].name)
    case .enumeration: return joined(Int(enums[index].parent), enums[index].name)
    case .value:
      // The values of an enum are its siblings.
      return joined(Int(enums[Int(values[index].parent)].parent), values[index].name)
    case .service: return joined(-1, services[index].name)
    case .method:
      return joined(-1, services[Int(methods[index].service)].name) + "." + methods[index].name
    case .package: return package
    }
  }

  private func fullName(ofMessage index: Int) -> String {
    joined(Int(messages[index].parent), messages[index].name)
  }

  /// A name in a message, or with -1 in the package.
  func joined(_ scope: Int, _ name: String) -> String {
    let outer = scope < 0 ? package : fullName(ofMessage: scope)
    return outer.isEmpty ? name : outer + "." + name
  }
}
