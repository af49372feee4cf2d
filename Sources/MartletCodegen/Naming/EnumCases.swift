import MartletDescriptors

/// The cases that an enum of the IDL gets in Swift.
struct EnumCases {
  struct Case {
    /// The name, without backticks.
    let name: String
    let value: EnumValueDescriptor
    /// The case with the same number that was declared first, if this one is an alias.
    let alias: String?
    var number: Int32 { value.number }

    /// An expression for the value that the compiler does not warn of, whatever is deprecated.
    var expression: String {
      let meant = value.enumeration.value(number: number) ?? value
      if meant.isDeprecated {
        let label = value.enumeration.isClosed ? "declaredNumber" : "rawValue"
        return ".init(\(label): \(number))"
      }
      return "." + SwiftNames.escaped(alias ?? name)
    }
  }

  /// In the order of the IDL.
  let all: [Case]

  /// An expression for the default.
  var initial: String { all.first?.expression ?? ".init()" }
  /// Whether the compiler warns of code that makes all of them.
  var hasDeprecated: Bool { all.contains { $0.value.isDeprecated } }

  init(_ descriptor: EnumDescriptor) throws(GenerationError) {
    let keepsPrefix = try SwiftFeatures(of: descriptor).enumPrefix == .keep
    let values = descriptor.values
    let prefix = SwiftNames.upperSnake(descriptor.name) + "_"
    let full = values.map { SwiftNames.enumCase($0.name) }
    var short = keepsPrefix ? full : values.map { EnumCases.stripped($0.name, prefix) }

    // Where leaving out the prefix makes two values equal, they keep it.
    var counts: [String: Int] = [:]
    for name in short { counts[name, default: 0] += 1 }
    for index in short.indices where counts[short[index], default: 0] > 1 {
      short[index] = full[index]
    }

    var taken: Set<String> = []
    var byNumber: [Int32: String] = [:]
    var cases: [Case] = []
    for (index, value) in values.enumerated() {
      var name = short[index]
      // Two spellings of one word (`fooBar`, `FOO_BAR`): the number tells them apart.
      if !taken.insert(name).inserted {
        name += "_" + (value.number < 0 ? "minus" : "") + String(value.number.magnitude)
        while !taken.insert(name).inserted { name += "_" }
      }
      cases.append(Case(name: name, value: value, alias: byNumber[value.number]))
      if byNumber[value.number] == nil { byNumber[value.number] = name }
    }
    all = cases
  }

  private static func stripped(_ name: String, _ prefix: String) -> String {
    guard name.hasPrefix(prefix) else { return SwiftNames.enumCase(name) }
    let rest = name.utf8.dropFirst(prefix.utf8.count)
    guard let first = rest.first, SwiftNames.isUpper(first) || SwiftNames.isLower(first) else {
      return SwiftNames.enumCase(name)
    }
    return SwiftNames.enumCase(String(rest) ?? name)
  }
}
