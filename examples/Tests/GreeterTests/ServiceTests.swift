import GreeterAPI
import Martlet
import MartletTesting
import Testing

@testable import greeter_server

/// A service's own tests: real calls, without a socket.
@Suite struct ServiceTests {
  @Test func aPersonIsGreeted() async throws {
    try await withInProcessChannel(to: [Greeter.serving(Host())]) { channel in
      let greeter = Greeter.Client(channel)
      let reply = try await greeter.sayHello(name: "Ada")
      #expect(reply.message == "Hello, Ada!")
    }
  }

  @Test func aGreetingNeedsAName() async throws {
    try await withInProcessChannel(to: [Greeter.serving(Host())]) { channel in
      let error = await #expect(throws: RPCError.self) {
        try await Greeter.Client(channel).sayHello(name: "")
      }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test func anApplicationCallsItsOwnServer() async throws {
    let server = RPCServer(listening: [], services: [Greeter.serving(Host())])
    try await server.start()
    let channel = RPCChannel(inProcess: server)
    let reply = try await Greeter.Client(channel).sayHello(name: "Ada")
    #expect(reply.message == "Hello, Ada!")
    await channel.shutdown()
    await server.shutdown()
  }
}
