import CodecTesting
import Foundation
import FuzzTargets
import MartletJSON
import MartletProtobuf
import MartletText
import Testing

/// Messages that are nearly right, in each of the formats, get Python protobuf's verdict, and those
/// that it takes its bytes.
///
/// A run judges the same few hundred everywhere. `MARTLET_MUTANTS=20000` judges more of each format,
/// `MARTLET_MUTANTS_SEED=2` others.
struct CodecMutantTests {
  enum Format: String, CaseIterable { case binary, json, text }

  private static let types: [any ProtoMessage.Type] = [
    Everything.self, Legacy.self, Delimited.self,
  ]

  private static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  @Test(arguments: Format.allCases)
  func mutantsGetPythonsVerdict(_ format: Format) throws {
    var left = Self.setting("MARTLET_MUTANTS", 600)
    var seed = Self.setting("MARTLET_MUTANTS_SEED", 1)
    // A few at a time, each with messages of their own.
    while left > 0 {
      for type in Self.types { try judge(type, format, seed, min(left, 2000) / Self.types.count) }
      left -= 2000
      seed += 1000
    }
  }

  private func judge<Message: ProtoMessage>(
    _: Message.Type, _ format: Format, _ seed: Int, _ count: Int
  ) throws {
    let name = Message.protoMessageName
    let samples = try Driver.small(name, seed: seed, count: min(max(count / 4, 20), 150))
    let mutants = Self.mutants(samples, format, seed, count)
    #expect(mutants.count == count)
    for (mutant, theirs) in zip(mutants, try Driver.encoded(name, format.rawValue, mutants)) {
      if theirs == .unlikeOthers { continue }
      let own = Self.own(Message.self, format, mutant)
      if own == theirs || Self.isSame(Message.self, own, theirs)
        || Self.isDeliberate(format, own, theirs)
      {
        continue
      }
      Issue.record(
        """
        \(format) of \(name): \(Self.shown(mutant, format))
        ours: \(Self.shown(own))
        Python's: \(Self.shown(theirs))
        """)
    }
  }

  /// What we make of it.
  private static func own<Message: ProtoMessage>(
    _: Message.Type, _ format: Format, _ bytes: [UInt8]
  ) -> Driver.Verdict {
    do {
      let message: Message
      switch format {
      case .binary: message = try Message(serializedBytes: bytes, partial: true)
      case .json: message = try Message(jsonBytes: bytes)
      case .text:
        guard let text = String(validating: bytes, as: UTF8.self) else {
          return .refused("not UTF-8")
        }
        message = try Message(textFormat: text)
      }
      return .encoded(try message.serializedBytes(deterministic: true, partial: true))
    } catch {
      return .refused("\(error)")
    }
  }

  // MARK: - Where Python differs

  /// Whether the bytes differ in nothing but in what may differ: upb has the entries of maps the
  /// other way round, and keeps numbers that a closed enum does not name as they came, where we, as
  /// C++, make 32 bits of them first. (The latter two of our types have such enums.)
  private static func isSame<Message: ProtoMessage>(
    _: Message.Type, _ own: Driver.Verdict, _ theirs: Driver.Verdict
  ) -> Bool {
    guard case .encoded(let own) = own, case .encoded(let theirs) = theirs,
      own.count == theirs.count || Message.self != Everything.self,
      let read = try? Message(serializedBytes: theirs, partial: true)
    else { return false }
    return (try? read.serializedBytes(deterministic: true, partial: true)) == own
  }

  /// Whether we mean to differ.
  private static func isDeliberate(
    _ format: Format, _ own: Driver.Verdict, _ theirs: Driver.Verdict
  ) -> Bool {
    switch (own, theirs) {
    case (.refused, .refused): true
    case (.encoded, .refused(let reason)): isLenient(format, reason)
    case (.refused(let reason), .encoded): isStrict(format, reason)
    default: false
    }
  }

  /// What we take, and Python does not: its reasons.
  private static func isLenient(_ format: Format, _ reason: String) -> Bool {
    switch format {
    case .binary: false
    // A number that a closed enum does not name becomes an unknown field, as in C++.
    case .json: reason.contains("Invalid enum value")
    // `- 1`: the text format lets space and comments stand there (its specification, and C++).
    // `004`: the number of an enum value may be octal or hexadecimal, as other numbers may.
    case .text:
      reason.hasSuffix("parse integer: -") || reason.hasSuffix("parse float: -")
        || reason.contains("has no value named 0")
        // proto2's strings need not be UTF-8.
        || reason.contains("Couldn't parse string: 'utf-8' codec")
    }
  }

  /// What Python takes, and we do not: our reasons.
  private static func isStrict(_ format: Format, _ reason: String) -> Bool {
    switch format {
    case .binary: false
    // Python passes over what is no base64, takes any sequence without elements for a message, makes
    // a double of a number before it looks whether it is whole, has its own idea of what a number is
    // (`0.`), and compares keys as they are written: `1` and `1.0` are two.
    case .json:
      reason.hasSuffix("this is not base64")
        || reason.contains("expected \"{\" for a message, found")
        || reason.contains("this is not a whole number") || reason.hasSuffix("is not a number")
        || reason.hasSuffix("the key is there twice")
    // Python leaves escapes that there are not in the text, takes signs for part of any number (`+1`,
    // and `-0` where there are no negative ones), and more for a space than the format has; C++
    // refuses all of these as we do.
    case .text:
      reason.hasSuffix("there is no such escape")
        || reason.hasSuffix("expected a number, found \"+\"")
        || reason.hasSuffix("expected a whole number, found \"-\"") || isSpace(reason)
    }
  }

  /// Whether what was found instead of something is a space to Python.
  private static func isSpace(_ reason: String) -> Bool {
    let found = reason.components(separatedBy: "found \"").last?.unicodeScalars.first
    return reason.contains("found \"") && (found.map { (0x1C...0x1F).contains($0.value) } ?? false)
  }

  // MARK: - Making mutants

  private static func mutants(
    _ samples: [(binary: [UInt8], json: [UInt8], text: [UInt8])], _ format: Format, _ seed: Int,
    _ count: Int
  ) -> [[UInt8]] {
    let originals = samples.map { sample in
      switch format {
      case .binary: sample.binary
      case .json: sample.json
      case .text: sample.text
      }
    }.filter { !$0.isEmpty }
    guard !originals.isEmpty else { return [] }
    var random = SeededGenerator(seed: UInt64(seed))
    var tokens = TokenMutator(seed: UInt64(seed), words: words(format))
    return (0..<count).map { index in
      let original = originals[index % originals.count]
      // Every fifth text byte by byte.
      if format == .binary || index % 5 == 0 { return random.broken(original) }
      return tokens.mutate(original, with: originals[(index &* 7919) % originals.count])
    }
  }

  private static func words(_ format: Format) -> [String] {
    switch format {
    case .binary: []
    case .json:
      [
        "null", "true", "NaN", "\"NaN\"", "\"Infinity\"", "-Infinity", "-0", "0.0", "1.0", "1e2",
        "100e-2", "1.5e1", "\"1\"", "\"-1\"", "\"1.0\"", "\" 1\"", "\"\"", "1e39", "-1e39", "1e309",
        "3.4028235e38", "3.4028236e38", "01", "+1", "1.", "\"AQ\"", "\"AQ==\"", "\"_-8=\"", "\"A\"",
        "\"\\ud83d\\ude80\"", "\"\\ud83d\"", "\"\\u0000\"", "\"\\x\"", "{}", "[]", "[null]",
        "{\"a\":1}", "\"1970-01-01T00:00:00Z\"", "\"1.5s\"", "\"a.b,cD\"", "\u{E9}", "/*c*/", "'a'",
      ]
    case .text:
      [
        "true", "True", "t", "False", "f", "inf", "-inf", "nan", "infinity", "-nan", "1.0", "1f",
        "0x10", "-0x10", "010", "08", "1e5", "-0", "- 1", "\"\\x41\\101\"", "'a'", "\"\\u00e9\"",
        "\"\\U0001F680\"", "\"\\ud83d\\ude80\"", "\"\\?\"", "\"\\400\"", "<", ">", ";", ",", ":",
        "[",
        "]", "[a.b]", "# c\n", "1u", "1F", ".5", "5.", "0x", "18446744073709551615",
      ]
    }
  }

  // MARK: - Showing

  private static func shown(_ bytes: [UInt8], _ format: Format) -> String {
    format == .binary ? hex(bytes) : String(decoding: bytes.prefix(2000), as: UTF8.self)
  }

  private static func shown(_ verdict: Driver.Verdict) -> String {
    switch verdict {
    case .encoded(let bytes): hex(bytes)
    case .refused(let reason): "refused: \(reason)"
    case .unlikeOthers: "another one"
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.prefix(1000).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
