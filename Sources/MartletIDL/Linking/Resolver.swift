/// Finds what a name means at a place in a file, by protobuf's rules.
///
/// A name is looked up from the innermost scope outwards. For a path, the first part decides: the
/// innermost scope that has a thing of that name within which names can lie wins, and the rest of
/// the path must then be found there. A leading dot starts at the outermost scope.
struct Resolver {
  enum Mode {
    /// Things that are no types are passed over, as long as the name is a single word.
    case types
    case all
  }

  enum Resolution {
    case symbol(Symbol)
    case package(String)
    /// `hidden` is declared in a file that is not imported. `resolvedTo` is the full name that the
    /// innermost-first rule led to.
    case undefined(hidden: Symbol?, resolvedTo: String?)
  }

  let table: SymbolTable
  let unit: FileUnit

  func resolve(_ name: String, in scope: String, _ mode: Mode) -> Resolution {
    var hidden: Symbol?
    if name.utf8.first == Ascii.dot {
      let absolute = String(name.dropFirst())
      return find(absolute, &hidden) ?? .undefined(hidden: hidden, resolvedTo: nil)
    }
    let first: String
    let rest: String
    if let dot = name.utf8.firstIndex(of: Ascii.dot) {
      first = String(name[..<dot])
      rest = String(name[dot...])
    } else {
      first = name
      rest = ""
    }
    var scope = scope
    while !scope.isEmpty {
      let candidate = scope + "." + first
      scope = Naming.parent(scope)
      guard let found = find(candidate, &hidden) else { continue }
      if rest.isEmpty {
        if mode == .all { return found }
        if case .symbol(let symbol) = found, symbol.isType { return found }
      } else if isScope(found) {
        return find(candidate + rest, &hidden)
          ?? .undefined(hidden: hidden, resolvedTo: candidate + rest)
      }
    }
    return find(name, &hidden) ?? .undefined(hidden: hidden, resolvedTo: nil)
  }

  private func isScope(_ resolution: Resolution) -> Bool {
    switch resolution {
    case .symbol(let symbol): symbol.isScope
    case .package: true
    case .undefined: false
    }
  }

  /// A full name, if this file may see it.
  private func find(_ fullName: String, _ hidden: inout Symbol?) -> Resolution? {
    if let symbol = table.symbols[fullName] {
      if unit.visible.contains(symbol.file.index) || isVisibleToOptions(symbol) {
        unit.used.insert(symbol.file.index)
        return .symbol(symbol)
      }
      if hidden == nil { hidden = symbol }
      return nil
    }
    if let package = table.packages[fullName] {
      let isVisible = !package.files.isDisjoint(with: unit.visible)
      if isVisible || !package.files.isDisjoint(with: unit.visibleToOptions) {
        return .package(fullName)
      }
    }
    return nil
  }

  private func isVisibleToOptions(_ symbol: Symbol) -> Bool {
    switch symbol.kind {
    case .extension, .field: unit.visibleToOptions.contains(symbol.file.index)
    default: false
    }
  }
}
