import CodecTesting
import Testing

@testable import MartletProtobuf

/// The UTF-8 check against the standard library's.
@Suite
struct UTF8CheckTests {
  private func agrees(_ bytes: [UInt8]) -> Bool {
    let valid = String(validating: bytes, as: UTF8.self) != nil
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return valid }
      let ascii = UTF8Check.isASCII(base, buffer.count)
      let bad = UTF8Check.firstInvalid(base, buffer.count)
      guard ascii == bytes.allSatisfy({ $0 < 0x80 }), (bad == nil) == valid else { return false }
      // What comes before the fault is fine.
      guard let bad else { return true }
      return String(validating: bytes[..<(bad - base)], as: UTF8.self) != nil
    }
  }

  @Test
  func allSequencesOfTwoAndEdgesOfMore() {
    for first in UInt8.min...UInt8.max {
      #expect(agrees([first]))
      for second in UInt8.min...UInt8.max { #expect(agrees([first, second])) }
    }
    let edges: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    for first in UInt8(0xE0)...0xFF {
      for second in edges {
        for third in edges {
          #expect(agrees([first, second, third]))
          for fourth in edges { #expect(agrees([first, second, third, fourth])) }
        }
      }
    }
  }

  /// One bad byte at every place of strings of every length around the widths of the fast loops.
  @Test
  func everyPlace() {
    for count in [1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200] {
      let text = [UInt8](repeating: 0x61, count: count)
      #expect(agrees(text))
      for index in text.indices {
        var bad = text
        bad[index] = 0xFF
        #expect(agrees(bad))
        var good = text
        good.replaceSubrange(index...index, with: [0xC3, 0xA4])
        #expect(agrees(good))
      }
    }
  }

  @Test
  func randomText() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let scalars = (0..<Int.random(in: 0..<40, using: &random)).compactMap {
        _ -> Unicode.Scalar? in
        let shift = UInt32.random(in: 0..<16, using: &random)
        return Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &random) >> shift)
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      let bytes = Array(String(text).utf8)
      #expect(agrees(bytes))
      #expect(agrees(random.broken(bytes)))
    }
  }
}
