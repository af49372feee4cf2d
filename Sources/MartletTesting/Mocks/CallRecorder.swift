public import MartletProtobuf
public import MartletRPC
import Synchronization

/// Keeps what a test wants to know of calls: which were made, with what, and how they ended. An
/// interceptor: install it on a server, a service or a channel.
public final class CallRecorder: RPCInterceptor {
  private let state = Mutex<[RecordedCall]>([])

  public init() {}

  /// The calls so far, in the order in which they began.
  public var calls: [RecordedCall] { state.withLock { $0 } }

  /// The calls of one method, `/package.Service/Method`.
  public func calls(of method: String) -> [RecordedCall] { calls.filter { $0.method == method } }

  /// Every request of a method, of all its calls. Those of another type are left out.
  public func requests<Message: ProtoMessage>(
    _ type: Message.Type = Message.self, of method: String
  ) -> [Message] {
    calls(of: method).flatMap { $0.requests.compactMap { $0 as? Message } }
  }

  public func begin(_ call: InterceptedCall) -> (any CallInterception)? {
    let index = state.withLock { calls in
      calls.append(RecordedCall(call))
      return calls.count - 1
    }
    return Recording(recorder: self, index: index)
  }

  private func change(_ index: Int, _ body: (inout RecordedCall) -> Void) {
    state.withLock { body(&$0[index]) }
  }

  private struct Recording: CallInterception {
    let recorder: CallRecorder
    let index: Int

    func request<Message: ProtoMessage>(_ message: inout Message) {
      let message = message
      recorder.change(index) { $0.requests.append(message) }
    }

    func response<Message: ProtoMessage>(_ message: inout Message) {
      let message = message
      recorder.change(index) { $0.responses.append(message) }
    }

    func ended(_ status: RPCStatus) { recorder.change(index) { $0.status = status } }
  }
}

/// A call that a `CallRecorder` has seen.
public struct RecordedCall: Sendable {
  /// `/package.Service/Method`.
  public let method: String
  /// The metadata that came, or was to go out, with the call.
  public let metadata: RPCMetadata
  public let deadline: ContinuousClock.Instant?
  public internal(set) var requests: [any ProtoMessage] = []
  public internal(set) var responses: [any ProtoMessage] = []
  /// How the call ended; nil while it runs.
  public internal(set) var status: RPCStatus?

  init(_ call: InterceptedCall) {
    method = call.method
    metadata = call.requestMetadata
    deadline = call.deadline
  }
}
