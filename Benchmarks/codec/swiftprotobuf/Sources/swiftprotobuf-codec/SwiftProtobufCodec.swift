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
    case "json": try runJSON(job, Martlet_Bench_Codec_Mixed.self)
    default: Job.fail("no case is named \(job.caseName)")
    }
  }

  private static func run<Message: SwiftProtobuf.Message>(_ job: Job, _: Message.Type) throws {
    let message = try Message(serializedBytes: job.payload)
    switch job.operation {
    case "decode":
      try job.measure { sink(try Message(serializedBytes: job.payload)) }
      try job.finish { try message.serializedBytes() }
    case "encode":
      try job.measure { sink(try message.serializedBytes() as [UInt8]) }
      try job.finish { try message.serializedBytes() }
    default: Job.fail("no operation is named \(job.operation)")
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
