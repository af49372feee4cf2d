import SwiftProtobuf

@main
struct SwiftProtobufCodec {
  static func main() throws {
    let job = Job(arguments: CommandLine.arguments)
    switch job.caseName {
    case "scalars": try run(job, Martlet_Bench_Codec_Scalars.self)
    case "ints": try run(job, Martlet_Bench_Codec_Ints.self)
    case "mixed": try run(job, Martlet_Bench_Codec_Mixed.self)
    case "submessages": try run(job, Martlet_Bench_Codec_Submessages.self)
    case "strings": try run(job, Martlet_Bench_Codec_Strings.self)
    case "blob": try run(job, Martlet_Bench_Codec_Blob.self)
    case "deep": try run(job, Martlet_Bench_Codec_Deep.self)
    case "map": try run(job, Martlet_Bench_Codec_Entries.self)
    case "extensions": try runExtensible(job)
    case "json": try runJSON(job, Martlet_Bench_Codec_Mixed.self)
    default: Job.fail("no case is named \(job.caseName)")
    }
  }

  private static func run<Message: SwiftProtobuf.Message>(
    _ job: Job, _: Message.Type, extensions: (any ExtensionMap)? = nil
  ) throws {
    let message = try Message(serializedBytes: job.payload, extensions: extensions)
    switch job.operation {
    case "decode":
      try job.measure { sink(try Message(serializedBytes: job.payload, extensions: extensions)) }
      try job.finish { try message.serializedBytes() }
    case "encode":
      try job.measure { sink(try message.serializedBytes() as [UInt8]) }
      try job.finish { try message.serializedBytes() }
    default: Job.fail("no operation is named \(job.operation)")
    }
  }

  /// The operations in which every extension is read or set, and those of all messages.
  private static func runExtensible(_ job: Job) throws {
    let known = Martlet_Bench_Codec_Extensions_Extensions
    let message = try Martlet_Bench_Codec_Extensible(
      serializedBytes: job.payload, extensions: known)
    let values = ExtensibleValues(message)
    switch job.operation {
    case "decode-read":
      try job.measure {
        let fresh = try Martlet_Bench_Codec_Extensible(
          serializedBytes: job.payload, extensions: known)
        sink(ExtensibleValues(extensionsOf: fresh))
        sink(fresh)
      }
      try job.finish { try message.serializedBytes() }
    case "encode-set":
      try job.measure { sink(try values.message().serializedBytes() as [UInt8]) }
      try job.finish { try values.message().serializedBytes() }
    default: try run(job, Martlet_Bench_Codec_Extensible.self, extensions: known)
    }
  }

  private static func runJSON<Message: SwiftProtobuf.Message>(
    _ job: Job, _: Message.Type
  ) throws {
    let message = try Message(jsonUTF8Bytes: job.payload)
    switch job.operation {
    case "decode":
      try job.measure { sink(try Message(jsonUTF8Bytes: job.payload)) }
      try job.finish { try message.serializedBytes() }
    case "encode":
      try job.measure { sink(try message.jsonUTF8Bytes() as [UInt8]) }
      try job.finish { try message.jsonUTF8Bytes() }
    default: Job.fail("no operation is named \(job.operation)")
    }
  }
}
