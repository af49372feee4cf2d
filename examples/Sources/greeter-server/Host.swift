import GreeterAPI
import Martlet

/// The service: one method of plain Swift for each `rpc` of the IDL file.
struct Host: Greeter.Service {
  func sayHello(_ request: HelloRequest, context: ServerContext) async throws -> HelloReply {
    guard !request.name.isEmpty else {
      throw RPCError(.invalidArgument, "a greeting needs a name")
    }
    return HelloReply(message: "Hello, \(request.name)!")
  }
}
