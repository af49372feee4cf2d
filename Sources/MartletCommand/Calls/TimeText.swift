import ArgumentParser

/// A length of time as people write it: `1.5` and `1.5s` are seconds, `200ms`, `2m`.
struct TimeText: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    let number = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit: Double
    switch argument.dropFirst(number.count) {
    case "", "s": unit = 1
    case "ms": unit = 0.001
    case "m": unit = 60
    default: return nil
    }
    // More than a few hundred years is no time that anybody waits, and more than Duration holds.
    guard let value = Double(number), value > 0, value * unit < 1e10 else { return nil }
    duration = .seconds(value * unit)
  }
}
