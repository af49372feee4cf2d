import ArgumentParser
import MartletDescriptors
import MartletDriver
import MartletJSON
import MartletProtobuf
import MartletRPC

/// `martlet call`: calls a method with JSON.
struct Call: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Calls a method of a gRPC server: JSON in, JSON out.",
    discussion: """
      martlet call --plaintext -d '{"name": "Ada"}' localhost:50051 greeter.v1.Greeter/SayHello

      The messages' types come from the server (reflection), or from --idl or --descriptors. \
      Several JSON documents after each other are the messages of a stream; from standard input \
      each is sent as soon as it is there.

      Exit codes: 0 if the call ended with OK, 64 and the status code if not (67 for \
      INVALID_ARGUMENT), 1 for errors in IDL files, 2 for wrong arguments.
      """)

  @OptionGroup var schema: SchemaOptions
  @OptionGroup var connection: ConnectionOptions

  @Argument(
    help: "The server: host:port, dns:///host:port, unix:path, and what else gRPC knows.")
  var address: String

  @Argument(help: "The method: package.Service/Method or package.Service.Method.")
  var method: String

  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp(
      "The requests as JSON; @file for a file, @ for standard input. (default: one empty message)",
      valueName: "json"))
  var data: String?

  @Flag(help: "Write each response on one line.")
  var compact = false

  @Flag(help: "Write fields that have their default values, too.")
  var emitDefaults = false

  @Flag(help: "Pass over fields of the requests that the IDL does not know.")
  var allowUnknownFields = false

  @Flag(name: [.short, .long], help: "Show the metadata that the server sends.")
  var verbose = false

  func run() async throws {
    var requests = try RequestSource(data)
    try await Outcome.reporting {
      try await connection.withChannel(to: address) { channel in
        let schemas = try schema.schemas(channel, connection)
        let method = try await self.method(schemas)
        try await call(method, channel, MessageText(schemas: schemas, command: self), &requests)
      }
    }
  }

  private func method(_ schemas: any Schemas) async throws -> MethodDescriptor {
    let name = method.hasPrefix("/") ? String(method.dropFirst()) : method
    guard let split = name.lastIndex(of: "/") ?? name.lastIndex(of: ".") else {
      throw ValidationError("\"\(name)\" is no method; write package.Service/Method.")
    }
    let service = String(name[..<split])
    let pool = try await schemas.pool(with: service)
    guard let found = pool.service(named: service) else {
      throw RPCError(.notFound, "\"\(service)\" is no service")
    }
    let own = String(name[name.index(after: split)...])
    guard let method = found.method(named: own) else {
      let all = found.methods.map(\.name).joined(separator: ", ")
      throw RPCError(.notFound, "\(service) has no method \"\(own)\"; it has \(all)")
    }
    return method
  }

  private func call(
    _ method: MethodDescriptor, _ channel: RPCChannel, _ text: MessageText,
    _ requests: inout RequestSource
  ) async throws {
    let info = CallInfo()
    let options = try connection.callOptions(info: info)
    defer { if verbose { show(info.trailingMetadata, "trailing metadata") } }
    if method.streamsRequests {
      let sender = RequestSender(source: requests, type: method.input, text: text)
      try await channel.withRawCall(method.path, options: options) { call in
        // Not a child task: whoever waits for standard input cannot be stopped, and the call may end
        // before that does.
        let sending = Task { await sender.send(on: call) }
        defer { sending.cancel() }
        do {
          try await receive(call, method, text, info)
        } catch {
          throw sender.failure ?? error
        }
      }
      return
    }
    let request = try await onlyRequest(&requests, method, text)
    try await channel.withRawCall(method.path, options: options) { call in
      try await call.write(request)
      call.finish()
      try await receive(call, method, text, info)
    }
  }

  private func onlyRequest(
    _ requests: inout RequestSource, _ method: MethodDescriptor, _ text: MessageText
  ) async throws -> [UInt8] {
    guard let document = try await requests.next() else { return [] }
    guard try await requests.next() == nil else {
      throw RPCError(.invalidArgument, "\(method.name) takes one request, and there are several")
    }
    return try await text.encoded(document, method.input)
  }

  private func receive(
    _ call: RawCall, _ method: MethodDescriptor, _ text: MessageText, _ info: CallInfo
  ) async throws {
    var isFirst = true
    while let response = try await call.next() {
      if isFirst, verbose { show(info.initialMetadata, "metadata") }
      isFirst = false
      Report.write(try await text.json(response, method.output) + "\n", to: .standardOutput)
    }
  }

  private func show(_ metadata: RPCMetadata, _ what: String) {
    if metadata.isEmpty { return }
    Report.write("\(what):\n")
    for entry in metadata {
      switch entry.value {
      case .ascii(let value): Report.write("  \(entry.key): \(value)\n")
      case .binary(let bytes):
        let value = String(decoding: Base64.encode(bytes), as: UTF8.self)
        Report.write("  \(entry.key): \(value)\n")
      }
    }
  }
}
