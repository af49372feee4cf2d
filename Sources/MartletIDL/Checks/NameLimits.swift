internal import MartletDescriptors
internal import MartletProtobuf

/// How long names may be. protoc keeps lengths in 16 bits, so what is longer is no file for it.
struct NameLimits {
  let unit: FileUnit

  private static let longest = 65_535
  private static let longestPackage = 511
  private static let mostPackageDots = 100

  func check() {
    checkPackage()
    for message in unit.messages { check(message) }
    for field in unit.extensions { check(field, in: unit.package) }
    for enumeration in unit.enums { check(enumeration) }
    for service in unit.services { check(service) }
  }

  private func checkPackage() {
    let length = unit.package.utf8.count
    guard length > Self.mostPackageDots, let name = packageName else { return }
    if length > Self.longestPackage {
      unit.sink.error(
        "the name of a package has at most \(Self.longestPackage) bytes", at: name.range)
    } else if unit.package.utf8.count(where: { $0 == Ascii.dot }) > Self.mostPackageDots {
      unit.sink.error(
        "the name of a package has at most \(Self.mostPackageDots) dots", at: name.range)
    }
  }

  private var packageName: NameSyntax? {
    for case .package(let package) in unit.syntax.items { return package.name }
    return nil
  }

  // MARK: - Declarations

  private func check(_ message: MessageInfo) {
    check(message.fullName, message.name.range)
    checkReserved(message.reservedNames)
    for field in message.fields { check(field, in: message.fullName) }
    for field in message.extensions { check(field, in: message.fullName) }
    for oneof in message.oneofs {
      check(
        length: message.fullName.utf8.count + 1 + oneof.name.utf8.count, oneof.syntax?.name.range)
    }
    for enumeration in message.enums { check(enumeration) }
    for nested in message.nested { check(nested) }
  }

  private func check(_ enumeration: EnumInfo) {
    check(enumeration.fullName, enumeration.name.range)
    checkReserved(enumeration.reservedNames)
    for value in enumeration.values {
      let scope = enumeration.scope.utf8.count
      check(length: scope + min(scope, 1) + value.name.text.utf8.count, value.name.range)
    }
  }

  private func check(_ service: ServiceSyntax) {
    let name = Naming.join(unit.package, service.name.text)
    check(name, service.name.range)
    for case .method(let method) in service.items {
      check(length: name.utf8.count + 1 + method.name.text.utf8.count, method.name.range)
    }
  }

  private func checkReserved(_ names: [ReservedSyntax.Name]) {
    for name in names where name.text.utf8.count > Self.longest {
      unit.sink.error("a reserved name has at most \(Self.longest) bytes", at: name.range)
    }
  }

  // MARK: - Lengths

  private func check(_ fullName: String, _ range: TextRange) {
    check(length: fullName.utf8.count, range)
  }

  private func check(length: Int, _ range: TextRange?) {
    guard length > Self.longest, let range else { return }
    unit.sink.error(
      "a name has at most \(Self.longest) bytes, with the scopes around it", at: range)
  }

  /// A field is known by five names, of which protoc stores those that differ in one piece.
  private func check(_ field: FieldInfo, in scope: String) {
    let name = field.name.text.utf8.count
    let fullName = field.fullName.utf8.count
    // The sum of all five is at most this.
    guard 4 * fullName + field.jsonName.utf8.count + 4 > Self.longest else { return }
    let bytes = field.name.text.utf8
    let camel = name - bytes.count(where: { $0 == Ascii.underscore })
    let isLower = !bytes.contains(where: Ascii.isUpper) && bytes.first.map(Ascii.isLower) == true
    let stored =
      if field.hasJSONName || !isLower {
        fullName + name + camel + field.jsonName.utf8.count + 4
      } else if camel < name {
        fullName + camel + 2
      } else {
        max(fullName, name + 1)
      }
    guard stored > Self.longest else { return }
    unit.sink.error(
      "the names of a field have at most \(Self.longest) bytes: this, with the scopes around it, "
        + "in lower case, in camel case and for JSON", at: field.name.range)
  }
}
