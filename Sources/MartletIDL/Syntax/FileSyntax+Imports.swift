extension FileSyntax {
  /// The import statements, in order.
  var imports: [ImportSyntax] {
    items.compactMap { item in
      if case .importing(let statement) = item { statement } else { nil }
    }
  }

  /// What they name.
  var importPaths: [String] { imports.map(\.path) }
}
