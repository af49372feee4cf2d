import MartletDescriptors

/// A message or an enum: what becomes a Swift type that others refer to.
protocol TypeDescriptor: Deprecatable {
  static var kind: SwiftNames.TypeKind { get }
  var containingMessage: MessageDescriptor? { get }
}

extension TypeDescriptor {
  var isOutermost: Bool { containingMessage == nil }
}

extension MessageDescriptor: TypeDescriptor {
  static var kind: SwiftNames.TypeKind { .message }
}

extension EnumDescriptor: TypeDescriptor {
  static var kind: SwiftNames.TypeKind { .enumeration }
}

/// What a type is called in Swift where it is declared, with backticks if it needs them.
struct TypeName {
  /// As users write it.
  let name: String
  /// The type's own name. Only that of a deprecated type is another one: the name that users write
  /// is then a deprecated alias of it. Generated code, of which the compiler must not warn, uses
  /// this one.
  let own: String

  var all: Set<String> { [name, own] }
}
