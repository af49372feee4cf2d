// Messages, and what is in them.

extension SourceInfoWriter {
  private typealias Numbers = DescriptorNumbers.Message

  /// How many of each there have been in a message.
  struct MessageCounts {
    var fields = 0
    var nested = 0
    var enums = 0
    var oneofs = 0
    var extensions = 0
    var extensionRanges = 0
    var reservedRanges = 0
    var reservedNames = 0
  }

  mutating func writeMessage(_ message: MessageSyntax, at number: Int32, _ index: Int) {
    let mark = locations.push(number, index)
    writeHead(of: message, message.range)
    writeBody(of: message)
    locations.pop(mark)
  }

  private mutating func writeHead(of message: MessageSyntax, _ range: TextRange) {
    writeDeclaration(range, end: message.body.open)
    writePart(Numbers.name, message.name.range)
  }

  private mutating func writeBody(of message: MessageSyntax) {
    var counts = MessageCounts()
    for item in message.items {
      switch item {
      case .option(let option): writeOption(option, of: Numbers.options)
      case .field(let field):
        writeField(
          field, at: Numbers.fields, &counts.fields, groups: Numbers.nested, &counts.nested)
      case .oneof(let oneof): writeOneof(oneof, &counts)
      case .message(let nested):
        writeMessage(nested, at: Numbers.nested, counts.nested)
        counts.nested += 1
      case .enumeration(let enumeration):
        writeEnum(enumeration, at: Numbers.enums, counts.enums)
        counts.enums += 1
      case .extend(let extend):
        writeExtend(
          extend, at: Numbers.extensions, &counts.extensions,
          groups: Numbers.nested, &counts.nested)
      case .extensions(let extensions):
        writeExtensions(extensions, &counts.extensionRanges)
      case .reserved(let reserved):
        writeReserved(
          reserved, ranges: Numbers.reservedRanges, &counts.reservedRanges,
          names: Numbers.reservedNames, &counts.reservedNames)
      default: break
      }
    }
  }

  private mutating func writeOneof(_ oneof: OneofSyntax, _ counts: inout MessageCounts) {
    let index = counts.oneofs
    counts.oneofs += 1
    let mark = locations.push(Numbers.oneofs, index)
    writeDeclaration(oneof.range, end: oneof.body.open)
    writePart(DescriptorNumbers.Oneof.name, oneof.name.range)
    locations.pop(mark)
    for item in oneof.items {
      switch item {
      case .option(let option):
        let mark = locations.push(Numbers.oneofs, index)
        writeOption(option, of: DescriptorNumbers.Oneof.options)
        locations.pop(mark)
      case .field(let field):
        // In the descriptor, the fields are the message's.
        writeField(
          field, at: Numbers.fields, &counts.fields, groups: Numbers.nested, &counts.nested)
      default: break
      }
    }
  }

  // MARK: - Fields

  /// A field, the element `count` of the field `number`. Messages of groups, and the entry types
  /// of maps, are elements of `groups`.
  mutating func writeField(
    _ field: FieldSyntax, at number: Int32, _ count: inout Int,
    groups: Int32, _ messages: inout Int, extending extendee: TextRange? = nil
  ) {
    let mark = locations.push(number, count)
    writeParts(of: field, extending: extendee)
    locations.pop(mark)
    switch field.kind {
    case .named: break
    case .map: messages += 1
    case .group(let body):
      writeGroup(field, body, at: number, count, groups: groups, messages)
      messages += 1
    }
    count += 1
  }

  private mutating func writeParts(of field: FieldSyntax, extending extendee: TextRange?) {
    typealias Part = DescriptorNumbers.Field
    switch field.kind {
    case .group: locations.location(field.range)
    case .named, .map: writeDeclaration(field.range, end: field.range)
    }
    if let extendee { writePart(Part.extendee, extendee) }
    if field.label != nil { writePart(Part.label, field.labelRange) }
    switch field.kind {
    case .map(_, _, let range): writePart(Part.typeName, range)
    case .named(let type):
      let isScalar = TypeLinker.scalars[type.text] != nil
      writePart(isScalar ? Part.type : Part.typeName, type.range)
    case .group(let body):
      // The word itself.
      let start = body.range.start
      writePart(Part.type, TextRange(start: start, end: start + Int32("group".utf8.count)))
    }
    writePart(Part.name, field.name.range)
    if let number = field.number { writePart(Part.number, number.range) }
    writeOptions(field.optionList, of: Part.options) { option in
      switch option.plainName {
      case "default": Part.defaultValue
      case "json_name": Part.jsonName
      default: nil
      }
    }
  }

  /// The message of a group. It stands where its field does, has the comments, and its name is
  /// also that of the field's type.
  private mutating func writeGroup(
    _ field: FieldSyntax, _ message: MessageSyntax, at number: Int32, _ index: Int,
    groups: Int32, _ group: Int
  ) {
    var mark = locations.push(groups, group)
    writeHead(of: message, field.range)
    locations.pop(mark)

    mark = locations.push(number, index)
    writePart(DescriptorNumbers.Field.typeName, field.name.range)
    locations.pop(mark)

    mark = locations.push(groups, group)
    writeBody(of: message)
    locations.pop(mark)
  }

  /// Extensions, as elements of the field `number`.
  mutating func writeExtend(
    _ extend: ExtendSyntax, at number: Int32, _ count: inout Int,
    groups: Int32, _ messages: inout Int
  ) {
    let mark = locations.push(number)
    writeDeclaration(extend.range, end: extend.body.open)
    locations.pop(mark)
    for case .field(let field) in extend.items {
      writeField(
        field, at: number, &count, groups: groups, &messages, extending: extend.extendee.range)
    }
  }

  // MARK: - Ranges

  private mutating func writeExtensions(_ extensions: ExtensionsSyntax, _ count: inout Int) {
    let mark = locations.push(Numbers.extensionRanges)
    writeDeclaration(extensions.range, end: extensions.range)
    locations.pop(mark)
    let first = count
    for range in extensions.ranges {
      writeRange(range, at: Numbers.extensionRanges, count)
      count += 1
    }
    // Each range has all the options.
    for index in first..<count {
      let mark = locations.push(Numbers.extensionRanges, index)
      writeOptions(extensions.optionList, of: DescriptorNumbers.Range.options)
      locations.pop(mark)
    }
  }

  /// What a message or an enum reserves.
  mutating func writeReserved(
    _ reserved: ReservedSyntax, ranges: Int32, _ rangeCount: inout Int,
    names: Int32, _ nameCount: inout Int
  ) {
    let mark = locations.push(reserved.names.isEmpty ? ranges : names)
    writeDeclaration(reserved.range, end: reserved.range)
    locations.pop(mark)
    for range in reserved.ranges {
      writeRange(range, at: ranges, rangeCount)
      rangeCount += 1
    }
    for name in reserved.names {
      writeElement(names, nameCount, name.range)
      nameCount += 1
    }
  }

  private mutating func writeRange(_ range: NumberRangeSyntax, at number: Int32, _ index: Int) {
    typealias Part = DescriptorNumbers.Range
    let mark = locations.push(number, index)
    locations.location(range.range)
    writePart(Part.start, range.first.range)
    switch range.last {
    case .number(let last): writePart(Part.end, last.range)
    case .max(let word): writePart(Part.end, word)
    case nil:
      // A single number is its own end; of a negative one, protoc takes the sign for it.
      var end = range.first.range
      if range.first.isNegative { end.end = end.start + 1 }
      writePart(Part.end, end)
    }
    locations.pop(mark)
  }
}
