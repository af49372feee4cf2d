/// Writes where every part of a file's descriptor stands in the source, and its comments.
///
/// Walks the syntax tree as the author wrote it and counts along, so that each part gets the path
/// that it has in the descriptor. The locations come in protoc's order: that of the beginnings of
/// what they are about, except for a few parts that are told twice.
struct SourceInfoWriter {
  let comments: DeclarationComments
  let options: OptionPaths
  var locations: LocationEncoder

  /// The encoded `google.protobuf.SourceCodeInfo` of a file whose options are interpreted.
  static func write(_ unit: FileUnit, onlyComments: Bool) -> [UInt8] {
    var writer = SourceInfoWriter(
      comments: unit.syntax.comments ?? DeclarationComments(comments: []),
      options: unit.optionPaths,
      locations: LocationEncoder(source: unit.source, onlyComments: onlyComments))
    writer.writeFile(unit.syntax)
    return writer.locations.bytes
  }

  // MARK: - Files

  private typealias Numbers = DescriptorNumbers.File

  /// How many of each there have been.
  private struct FileCounts {
    var messages = 0
    var enums = 0
    var services = 0
    var extensions = 0
    var imports = 0
    var publicImports = 0
    var weakImports = 0
    var optionImports = 0
  }

  private mutating func writeFile(_ file: FileSyntax) {
    locations.location(file.range)
    var counts = FileCounts()
    for item in file.items {
      switch item {
      case .syntax(let statement): writeStatement(Numbers.syntax, statement.range)
      case .package(let package): writeStatement(Numbers.package, package.range)
      case .importing(let statement): writeImport(statement, &counts)
      case .option(let option): writeOption(option, of: Numbers.options)
      case .message(let message):
        writeMessage(message, at: Numbers.messages, counts.messages)
        counts.messages += 1
      case .enumeration(let enumeration):
        writeEnum(enumeration, at: Numbers.enums, counts.enums)
        counts.enums += 1
      case .service(let service):
        writeService(service, at: Numbers.services, counts.services)
        counts.services += 1
      case .extend(let extend):
        writeExtend(
          extend, at: Numbers.extensions, &counts.extensions,
          groups: Numbers.messages, &counts.messages)
      default: break
      }
    }
  }

  /// A statement that is one field of the file's descriptor.
  private mutating func writeStatement(_ number: Int32, _ range: TextRange) {
    let mark = locations.push(number)
    writeDeclaration(range, end: range)
    locations.pop(mark)
  }

  private mutating func writeImport(_ statement: ImportSyntax, _ counts: inout FileCounts) {
    if statement.kind == .option {
      let mark = locations.push(Numbers.optionDependency, counts.optionImports)
      writeDeclaration(statement.range, end: statement.range)
      locations.pop(mark)
      counts.optionImports += 1
      return
    }
    let mark = locations.push(Numbers.dependency, counts.imports)
    writeDeclaration(statement.range, end: statement.range)
    locations.pop(mark)
    counts.imports += 1
    switch statement.kind {
    case .public:
      writeElement(Numbers.publicDependency, counts.publicImports, statement.kindRange)
      counts.publicImports += 1
    case .weak:
      writeElement(Numbers.weakDependency, counts.weakImports, statement.kindRange)
      counts.weakImports += 1
    case .plain, .option: break
    }
  }

  // MARK: - What all have in common

  /// The location of the current place, a declaration; `end` is the token that ends it, or ends
  /// with that: comments belong to it.
  mutating func writeDeclaration(_ range: TextRange, end: TextRange) {
    locations.location(range, comments.entry(of: end), of: comments)
  }

  /// The location of one element of a repeated field.
  mutating func writeElement(_ number: Int32, _ index: Int, _ range: TextRange) {
    let mark = locations.push(number, index)
    locations.location(range)
    locations.pop(mark)
  }

  /// The location of a singular field.
  mutating func writePart(_ number: Int32, _ range: TextRange) {
    let mark = locations.push(number)
    locations.location(range)
    locations.pop(mark)
  }

  // MARK: - Options

  /// An option statement; `number` is that of the field with the options.
  mutating func writeOption(_ option: OptionSyntax, of number: Int32) {
    if options.fate(of: option) == .strippedWithAll { return }
    let mark = locations.push(number)
    locations.location(option.range)
    if options.fate(of: option) == .kept {
      _ = locations.push(options.steps(of: option))
      writeDeclaration(option.range, end: option.range)
    }
    locations.pop(mark)
  }

  /// Options in brackets; `pseudo` are the numbers of fields that look like options.
  mutating func writeOptions(
    _ list: OptionListSyntax, of number: Int32, pseudo: (OptionSyntax) -> Int32? = { _ in nil }
  ) {
    if list.options.isEmpty { return }
    if !list.options.contains(where: { options.fate(of: $0) == .strippedWithAll }) {
      writePart(number, list.range)
    }
    for option in list.options {
      if let other = pseudo(option) {
        writePseudoOption(option, other)
      } else if options.fate(of: option) == .kept {
        let mark = locations.push(number)
        _ = locations.push(options.steps(of: option))
        locations.location(option.range)
        locations.pop(mark)
      }
    }
  }

  /// Of a default there is the value only, of a JSON name both the whole and the value.
  private mutating func writePseudoOption(_ option: OptionSyntax, _ number: Int32) {
    if number == DescriptorNumbers.Field.jsonName { writePart(number, option.range) }
    writePart(number, option.value.range)
  }
}
