import Foundation
import Testing

@testable import MartletIDL

/// The definitions in the compiler are those in `idl/`; `scripts/embed-idl` puts them there.
struct EmbeddedTests {
  @Test func embeddedTextsAreTheFilesUnderIDL() throws {
    let names = EmbeddedSources().knownNames()
    #expect(names.count == 21)
    for name in names {
      let file = try Data(contentsOf: Corpus.idl.appending(path: name))
      guard case .found(let source, _) = EmbeddedSources().source(named: name, limit: 1 << 20)
      else {
        Issue.record("\(name) is not embedded")
        continue
      }
      // A Swift literal has no line break before its end.
      #expect([UInt8](file) == source.bytes + [UInt8(ascii: "\n")], "run scripts/embed-idl")
    }
  }

  @Test func everyFileThatWeShipIsEmbedded() throws {
    let files = try ["google/protobuf", "martlet"].flatMap { folder in
      try FileManager.default.subpathsOfDirectory(atPath: Corpus.idl.appending(path: folder).path)
        .filter { $0.hasSuffix(".proto") }.map { folder + "/" + $0 }
    }
    #expect(Set(files) == Set(EmbeddedSources().knownNames()))
  }
}
