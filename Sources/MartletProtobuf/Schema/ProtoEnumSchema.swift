/// The names and numbers of an enum, for formats that write names.
public final class ProtoEnumSchema: Sendable {
  /// One value, as declared.
  public struct Value: Hashable, Sendable {
    public let name: String
    public let number: Int32

    public init(name: String, number: Int32) {
      self.name = name
      self.number = number
    }
  }

  /// The full name in the IDL.
  public let fullName: String
  /// In the order of declaration, aliases included.
  public let values: [Value]
  /// Whether numbers without a name are unknown fields rather than values.
  public let isClosed: Bool
  /// Places in `values` in the order of their numbers; of aliases the first declared one alone.
  private let byNumber: [Int32]
  private let byName: NameTable
  /// What JSON makes of the schema.
  package let jsonPlan = ProtoSchemaPlanSlot()

  public init(fullName: String, values: [Value], isClosed: Bool) {
    self.fullName = fullName
    self.values = values
    self.isClosed = isClosed
    var places: [Int32] = []
    let order = values.indices.sorted { (values[$0].number, $0) < (values[$1].number, $1) }
    for place in order {
      if let last = places.last, values[Int(last)].number == values[place].number { continue }
      places.append(Int32(clamping: place))
    }
    byNumber = places
    byName = NameTable(values.map(\.name))
  }

  /// The name of a number; of several, the one declared first.
  public func name(of number: Int32) -> String? {
    // Most enums count from zero without gaps.
    if let place = Int(exactly: number), byNumber.indices.contains(place) {
      let value = values[Int(byNumber[place])]
      if value.number == number { return value.name }
    }
    var low = 0
    var high = byNumber.count
    while low < high {
      let middle = (low + high) / 2
      let value = values[Int(byNumber[middle])]
      if value.number == number { return value.name }
      if value.number < number { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The number of a name.
  public func number(of name: String) -> Int32? {
    var name = name
    return name.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
  }

  /// The number of a name given as UTF-8.
  package func number(of name: UnsafeRawBufferPointer) -> Int32? {
    byName.place(of: name).map { values[$0].number }
  }
}
