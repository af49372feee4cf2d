import GreeterAPI
import Martlet
import MartletTesting
import Testing

/// What an application does with a client: greets all, and says who could not be.
func greet(_ names: [String], by greeter: Greeter.Client) async throws -> [String] {
  var lines: [String] = []
  for name in names {
    do {
      lines.append(try await greeter.sayHello(name: name).message)
    } catch {
      guard error.code == .invalidArgument else { throw error }
      lines.append("\(name) cannot be greeted")
    }
  }
  return lines
}

/// The tests of code that makes calls: a mock answers them.
@Suite struct CallerTests {
  @Test func everybodyIsGreetedOnce() async throws {
    let sayHello = "/greeter.v1.Greeter/SayHello"
    let mock = MockServer()
    mock.on(sayHello) { (request: HelloRequest, _) in
      if request.name == "Nobody" { throw RPCError(.invalidArgument, "not a person") }
      return HelloReply(message: "Hi \(request.name)")
    }
    let lines = try await mock.withChannel { channel in
      try await greet(["Ada", "Nobody"], by: Greeter.Client(channel))
    }
    #expect(lines == ["Hi Ada", "Nobody cannot be greeted"])
    #expect(mock.calls.requests(HelloRequest.self, of: sayHello).map(\.name) == ["Ada", "Nobody"])
  }

  @Test func anUnreachableServerIsAnError() async throws {
    let mock = MockServer()
    mock.fail("/greeter.v1.Greeter/SayHello", with: RPCError(.unavailable, "try later"))
    try await mock.withChannel { channel in
      _ = await #expect(throws: RPCError(.unavailable, "try later")) {
        _ = try await greet(["Ada"], by: Greeter.Client(channel))
      }
    }
  }
}
