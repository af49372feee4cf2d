import MartletJSON
import MartletProtobuf

@main
struct MartletCodec {
  static func main() throws {
    let job = Job(arguments: CommandLine.arguments)
    switch job.caseName {
    case "scalars": try run(job, Scalars.self)
    case "ints": try run(job, Ints.self)
    case "mixed": try run(job, Mixed.self)
    case "submessages": try run(job, Submessages.self)
    case "strings": try run(job, Strings.self)
    case "blob": try run(job, Blob.self)
    case "deep": try run(job, Deep.self)
    case "map": try run(job, Entries.self)
    case "extensions": try runExtensible(job)
    case "json": try runJSON(job, Mixed.self)
    default: Job.fail("no case is named \(job.caseName)")
    }
  }

  private static func run<Message: ProtoMessage>(_ job: Job, _: Message.Type) throws {
    let message = try Message(serializedBytes: job.payload)
    switch job.operation {
    case "decode":
      try job.measure { sink(try Message(serializedBytes: job.payload)) }
      try job.finish { try message.serializedBytes() }
    case "encode":
      try job.measure { sink(try message.serializedBytes()) }
      try job.finish { try message.serializedBytes() }
    case "encode-framed":
      try job.measure { sink(try FramedMessage(message)) }
      let framed = try FramedMessage(message)
      job.finish {
        withExtendedLifetime(framed) { Array($0.bytes.dropFirst(FramedMessage.prefixBytes)) }
      }
    default: Job.fail("no operation is named \(job.operation)")
    }
  }

  /// The operations in which every extension is read or set, and those of all messages.
  private static func runExtensible(_ job: Job) throws {
    let message = try Extensible(serializedBytes: job.payload)
    let values = ExtensibleValues(message)
    switch job.operation {
    case "decode-read":
      try job.measure {
        let fresh = try Extensible(serializedBytes: job.payload)
        sink(ExtensibleValues(extensionsOf: fresh))
        sink(fresh)
      }
      try job.finish { try message.serializedBytes() }
    case "encode-set":
      try job.measure { sink(try values.message().serializedBytes()) }
      try job.finish { try values.message().serializedBytes() }
    default: try run(job, Extensible.self)
    }
  }

  private static func runJSON<Message: ProtoMessage>(_ job: Job, _: Message.Type) throws {
    let message = try Message(jsonBytes: job.payload)
    switch job.operation {
    case "decode":
      try job.measure { sink(try Message(jsonBytes: job.payload)) }
      try job.finish { try message.serializedBytes() }
    case "encode":
      try job.measure { sink(try message.jsonBytes()) }
      try job.finish { try message.jsonBytes() }
    default: Job.fail("no operation is named \(job.operation)")
    }
  }
}
