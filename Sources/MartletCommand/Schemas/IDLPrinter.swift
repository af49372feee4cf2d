import MartletDescriptors

/// Descriptors as IDL, with their comments where the file has them. Options are shown as far as they
/// are the language's own.
struct IDLPrinter {
  private var text = ""
  private var depth = 0

  static func text(of file: FileDescriptor) -> String {
    var printer = IDLPrinter()
    printer.add(file)
    return printer.text
  }

  static func text(of symbol: DescriptorPool.Symbol) -> String {
    var printer = IDLPrinter()
    switch symbol {
    case .message(let message): printer.add(message)
    case .enumeration(let enumeration): printer.add(enumeration)
    case .enumValue(let value): printer.add(value.enumeration)
    case .field(let field) where field.isExtension: printer.addExtension(field)
    case .field(let field): printer.add(field.containingMessage)
    case .oneof(let oneof): printer.add(oneof.containingMessage)
    case .service(let service): printer.add(service)
    case .method(let method): printer.add(method)
    }
    return printer.text
  }

  // MARK: - Declarations

  private mutating func add(_ file: FileDescriptor) {
    line(FileSyntax.declaration(of: file))
    if !file.package.isEmpty {
      line()
      line("package \(file.package);")
    }
    let imports = FileSyntax.imports(of: file)
    if !imports.isEmpty { line() }
    for one in imports { line(one) }
    for enumeration in file.enums {
      line()
      add(enumeration)
    }
    for message in file.messages where !message.isGroup {
      line()
      add(message)
    }
    for field in file.extensions {
      line()
      addExtension(field)
    }
    for service in file.services {
      line()
      add(service)
    }
  }

  private mutating func add(_ message: MessageDescriptor) {
    documented(message) { $0.block("message \(message.name)") { $0.addBody(of: message) } }
  }

  private mutating func addBody(of message: MessageDescriptor) {
    if message.isMessageSet { line("option message_set_wire_format = true;") }
    if message.isDeprecated { line("option deprecated = true;") }
    for enumeration in message.enums { add(enumeration) }
    for nested in message.messages where !nested.isMapEntry && !nested.isGroup { add(nested) }
    var shown: Set<OneofDescriptor> = []
    for field in message.fields {
      guard let oneof = field.oneof, !oneof.isSynthetic else {
        add(field)
        continue
      }
      if shown.insert(oneof).inserted { add(oneof) }
    }
    for field in message.extensions { addExtension(field) }
    for range in message.extensionRanges { line("extensions \(FieldText.range(range));") }
    for range in message.reservedRanges { line("reserved \(FieldText.range(range));") }
    for name in message.reservedNames {
      line("reserved \(FieldText.reserved(name, message.file));")
    }
  }

  private mutating func add(_ oneof: OneofDescriptor) {
    documented(oneof) { printer in
      printer.block("oneof \(oneof.name)") { printer in
        for field in oneof.fields { printer.add(field) }
      }
    }
  }

  private mutating func add(_ field: FieldDescriptor) {
    documented(field) { printer in
      let head = FieldText.head(of: field)
      guard let group = field.messageType, group.isGroup else {
        return printer.line(head + ";")
      }
      printer.block(head) { $0.addBody(of: group) }
    }
  }

  private mutating func addExtension(_ field: FieldDescriptor) {
    let extended = FieldText.name(of: field.containingMessage, in: field.file)
    block("extend \(extended)") { $0.add(field) }
  }

  private mutating func add(_ enumeration: EnumDescriptor) {
    documented(enumeration) { printer in
      printer.block("enum \(enumeration.name)") { printer in
        if enumeration.options.allowAlias ?? false { printer.line("option allow_alias = true;") }
        if enumeration.isDeprecated { printer.line("option deprecated = true;") }
        for value in enumeration.values {
          let option = value.isDeprecated ? " [deprecated = true]" : ""
          printer.documented(value) { $0.line("\(value.name) = \(value.number)\(option);") }
        }
        for range in enumeration.reservedRanges {
          printer.line("reserved \(FieldText.range(range));")
        }
        for name in enumeration.reservedNames {
          printer.line("reserved \(FieldText.reserved(name, enumeration.file));")
        }
      }
    }
  }

  private mutating func add(_ service: ServiceDescriptor) {
    documented(service) { printer in
      printer.block("service \(service.name)") { printer in
        if service.isDeprecated { printer.line("option deprecated = true;") }
        for method in service.methods { printer.add(method) }
      }
    }
  }

  private mutating func add(_ method: MethodDescriptor) {
    let input = FieldText.name(of: method.input, in: method.file)
    let output = FieldText.name(of: method.output, in: method.file)
    let head =
      "rpc \(method.name)(\(method.streamsRequests ? "stream " : "")\(input)) "
      + "returns (\(method.streamsResponses ? "stream " : "")\(output))"
    documented(method) { printer in
      guard method.isDeprecated else { return printer.line(head + ";") }
      printer.block(head) { $0.line("option deprecated = true;") }
    }
  }

  // MARK: - Lines

  /// What `body` writes, between the comments of `descriptor`.
  private mutating func documented(
    _ descriptor: some Descriptor, _ body: (inout IDLPrinter) -> Void
  ) {
    let location = descriptor.sourceLocation
    comment(location?.leadingComments)
    body(&self)
    if let trailing = location?.trailingComments { comment(trailing) }
  }

  private mutating func comment(_ comment: String?) {
    guard let comment else { return }
    var lines = comment.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    for text in lines { line("//" + text) }
  }

  private mutating func block(_ head: String, _ body: (inout IDLPrinter) -> Void) {
    let start = text.endIndex
    line(head + " {")
    depth += 1
    let inside = text.utf8.count
    body(&self)
    depth -= 1
    if text.utf8.count == inside {
      text.removeSubrange(start...)
      line(head + " {}")
    } else {
      line("}")
    }
  }

  private mutating func line(_ content: String = "") {
    if !content.isEmpty { text += String(repeating: "  ", count: depth) + content }
    text += "\n"
  }
}
