/// What was looked for in vain: a file that is not imported, but declares it, is part of the answer.
package struct Missed: Sendable {
  /// Full names.
  package private(set) var names: Set<String> = []
  /// Names of types without the scope.
  package private(set) var types: Set<String> = []

  /// Nothing.
  init() {}

  /// All that `name` could have meant in `scope`, as `Resolver` looks for it.
  init(_ name: String, in scope: String, resolvedTo: String?) {
    let name = name.utf8.first == Ascii.dot ? String(name.dropFirst()) : name
    names = [name]
    if let resolvedTo { names.insert(resolvedTo) }
    let first = Naming.first(name)
    var scope = scope
    while !scope.isEmpty {
      names.insert(scope + "." + first)
      scope = Naming.parent(scope)
    }
    types = [Naming.last(name)]
  }

  mutating func add(_ other: Missed) {
    names.formUnion(other.names)
    types.formUnion(other.types)
  }
}
