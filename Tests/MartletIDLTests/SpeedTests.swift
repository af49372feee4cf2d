import Foundation
import MartletIDL
import Testing

/// The compiler runs unoptimised within users' builds, so an unoptimised bound is what counts.
@Suite(.serialized)
struct SpeedTests {
  @Test func aHundredFilesTakeLessThanASecond() {
    var files: [String: String] = [:]
    for index in 0..<100 {
      var text = "syntax = \"proto3\";\npackage load.p\(index);\n"
      text += "import \"google/protobuf/timestamp.proto\";\n"
      if index > 0 { text += "import \"f\(index - 1).proto\";\n" }
      text += "option java_package = \"com.example.load\";\n"
      for message in 0..<12 {
        text += "// Message number \(message).\nmessage Message\(message) {\n"
        for field in 1...10 { text += "  string text_field_\(field) = \(field);\n" }
        text += "  google.protobuf.Timestamp time = 11;\n  repeated Message\(message) more = 12;\n"
        text += "  map<string, int64> counts = 13 [deprecated = true];\n"
        if index > 0 { text += "  load.p\(index - 1).Message\(message) other = 14;\n" }
        text += "}\n"
      }
      files["f\(index).proto"] = text
    }
    let compiler = Compiler(sources: InMemorySources(files))
    let names = files.keys.sorted()
    let elapsed = ContinuousClock().measure {
      #expect(!compiler.compile(names).hasErrors)
    }
    // Alone it takes a fifth of this; other suites run beside it.
    #expect(elapsed < .seconds(2), "\(elapsed)")
  }
}
