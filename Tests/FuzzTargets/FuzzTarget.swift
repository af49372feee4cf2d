/// What takes bytes from outside and must answer whatever they are: no trap, no hang, bounded
/// memory. `scripts/fuzz NAME` runs one under libFuzzer; the tests replay what it found.
///
/// A new target is a case here, its lines in `Tests/FuzzCorpus/seeds.txt` and, if words matter, a
/// dictionary `Tests/FuzzCorpus/NAME.dict`.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// IDL files, from bytes to descriptors: see ``IDLFuzzing``.
  case idl
  /// Messages in each of their formats: see ``CodecFuzzing``.
  case binary, json, text

  /// Whether inputs consist of words, numbers, strings and marks, so that ``TokenMutator`` makes
  /// something of them.
  public var isText: Bool {
    switch self {
    case .idl, .json, .text: true
    case .binary: false
    }
  }

  /// Feeds one input. What is found is a trap: a crash in the code under test, or a promise of it
  /// that does not hold.
  public func run(_ input: [UInt8]) {
    switch self {
    case .idl: IDLFuzzing.run(input)
    case .binary: CodecFuzzing.binary(input)
    case .json: CodecFuzzing.json(input)
    case .text: CodecFuzzing.text(input)
    }
  }
}
