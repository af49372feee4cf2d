import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf

/// What both protoc and our compiler are asked, and how their answers differ.
enum Comparison {
  /// Our answer to a job for protoc: the encoded descriptor set, nil if something is wrong.
  static func compile(_ job: Protoc.Job) throws -> (bytes: [UInt8]?, messages: String) {
    var options = CompilerOptions()
    options.retainOptions = job.retainOptions
    options.sourceInfo = job.sourceInfo ? .full : .none
    let roots = ImportRoots(job.roots.map(\.path))
    let result = Compiler(roots: roots, options: options).compile(job.files)
    let messages = DiagnosticRenderer().render(result.diagnostics)
    return (result.hasErrors ? nil : try descriptorSet(result), messages)
  }

  /// How our answer to a job differs from protoc's; nil if it does not, or if protoc crashed.
  static func difference(of job: Protoc.Job, from answer: Protoc.Answer) throws -> String? {
    let ours = try compile(job)
    switch answer {
    case .accepted(let theirs, _):
      guard let bytes = ours.bytes else { return "protoc accepts it, we say:\n\(ours.messages)" }
      return try firstDifference(bytes, theirs).map { "other bytes than protoc's: \($0)" }
    case .refused(let messages):
      return ours.bytes == nil ? nil : "we accept it, protoc says:\n\(messages)"
    case .crashed:
      return nil
    }
  }

  /// All files of a result as an encoded `google.protobuf.FileDescriptorSet`.
  static func descriptorSet(_ result: CompilationResult) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for file in result.files {
      let encoded = try file.serializedBytes(with: result.sourceInfo[file.name ?? ""])
      // A set with nothing but an unknown field is that field.
      bytes.append(1 << 3 | 2)
      var length = encoded.count
      while length >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
        length >>= 7
      }
      bytes.append(UInt8(length))
      bytes += encoded
    }
    return bytes
  }

  /// Names the first file, and location, that differs, which tells more than two heaps of bytes.
  static func firstDifference(_ ours: [UInt8], _ theirs: [UInt8]) throws -> String? {
    if ours == theirs { return nil }
    let our = try Google.Protobuf.FileDescriptorSet(serializedBytes: ours).file
    let their = try Google.Protobuf.FileDescriptorSet(serializedBytes: theirs).file
    let names = (our.map { $0.name ?? "" }, their.map { $0.name ?? "" })
    if names.0 != names.1 { return "files \(names.0) instead of \(names.1)" }
    for (mine, other) in zip(our, their) where mine != other {
      let name = mine.name ?? ""
      let places = (mine.sourceCodeInfo?.location ?? [], other.sourceCodeInfo?.location ?? [])
      for (mine, other) in zip(places.0, places.1) where mine != other {
        return "\(name):\n\(mine)\ninstead of\n\(other)"
      }
      if places.0.count != places.1.count {
        return "\(name): \(places.0.count) locations instead of \(places.1.count)"
      }
      return "\(name):\n\(mine)\ninstead of\n\(other)"
    }
    return "the encoding"
  }
}
