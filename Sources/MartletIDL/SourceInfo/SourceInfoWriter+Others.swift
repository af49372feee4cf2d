// Enums and services.

extension SourceInfoWriter {
  mutating func writeEnum(_ enumeration: EnumSyntax, at number: Int32, _ index: Int) {
    typealias Numbers = DescriptorNumbers.Enum
    let mark = locations.push(number, index)
    writeDeclaration(enumeration.range, end: enumeration.body.open)
    writePart(Numbers.name, enumeration.name.range)
    var values = 0
    var ranges = 0
    var names = 0
    for item in enumeration.items {
      switch item {
      case .option(let option): writeOption(option, of: Numbers.options)
      case .enumValue(let value):
        writeEnumValue(value, at: Numbers.values, values)
        values += 1
      case .reserved(let reserved):
        writeReserved(
          reserved, ranges: Numbers.reservedRanges, &ranges, names: Numbers.reservedNames, &names)
      default: break
      }
    }
    locations.pop(mark)
  }

  private mutating func writeEnumValue(
    _ value: EnumValueSyntax, at number: Int32, _ index: Int
  ) {
    typealias Part = DescriptorNumbers.EnumValue
    let mark = locations.push(number, index)
    writeDeclaration(value.range, end: value.range)
    writePart(Part.name, value.name.range)
    if let number = value.number { writePart(Part.number, number.range) }
    writeOptions(value.optionList, of: Part.options)
    locations.pop(mark)
  }

  mutating func writeService(_ service: ServiceSyntax, at number: Int32, _ index: Int) {
    typealias Numbers = DescriptorNumbers.Service
    let mark = locations.push(number, index)
    writeDeclaration(service.range, end: service.body.open)
    writePart(Numbers.name, service.name.range)
    var methods = 0
    for item in service.items {
      switch item {
      case .option(let option): writeOption(option, of: Numbers.options)
      case .method(let method):
        writeMethod(method, at: Numbers.methods, methods)
        methods += 1
      default: break
      }
    }
    locations.pop(mark)
  }

  private mutating func writeMethod(_ method: MethodSyntax, at number: Int32, _ index: Int) {
    typealias Part = DescriptorNumbers.Method
    let mark = locations.push(number, index)
    writeDeclaration(method.range, end: method.body?.open ?? method.range)
    writePart(Part.name, method.name.range)
    if let stream = method.inputStream { writePart(Part.clientStreaming, stream) }
    writePart(Part.input, method.input.range)
    if let stream = method.outputStream { writePart(Part.serverStreaming, stream) }
    writePart(Part.output, method.output.range)
    for case .option(let option) in method.items { writeOption(option, of: Part.options) }
    locations.pop(mark)
  }
}
