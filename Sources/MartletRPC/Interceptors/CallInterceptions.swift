public import MartletProtobuf
import Synchronization

/// The interceptors of one call, and what they do about it. Only made where there are some.
@usableFromInline
package final class CallInterceptions: Sendable {
  private struct State {
    /// The outermost first.
    var begun: [any CallInterception] = []
    var outcome: RPCStatus?
    var metadata = RPCMetadata()
  }

  private let interceptors: [any RPCInterceptor]
  private let state = Mutex(State())

  /// Nil if there are no interceptors.
  init?(_ interceptors: [any RPCInterceptor]) {
    if interceptors.isEmpty { return nil }
    self.interceptors = interceptors
  }

  /// What they add to the request's metadata, on a client.
  package var metadata: RPCMetadata { state.withLock { $0.metadata } }

  func addMetadata(_ metadata: RPCMetadata) throws(RPCError) {
    if let problem = metadata.problem { throw problem }
    state.withLock { $0.metadata.append(contentsOf: metadata) }
  }

  /// Lets them begin, one after the other.
  func begin(_ call: InterceptedCall) async throws(RPCError) {
    for interceptor in interceptors {
      guard let interception = try await interceptor.begin(call) else { continue }
      let outcome = state.withLock { state in
        if state.outcome == nil { state.begun.append(interception) }
        return state.outcome
      }
      // The call has ended meanwhile: this one has not been told, and the others need not begin.
      if let outcome {
        interception.ended(outcome)
        return
      }
    }
  }

  /// The call has ended; only the first time counts.
  func ended(_ status: RPCStatus) {
    let begun = state.withLock { state in
      guard state.outcome == nil else { return [any CallInterception]() }
      state.outcome = status
      return state.begun
    }
    for interception in begun.reversed() { interception.ended(status) }
  }

  @usableFromInline
  func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
    for interception in begun { try interception.request(&message) }
  }

  @usableFromInline
  func response<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
    for interception in begun.reversed() { try interception.response(&message) }
  }

  private var begun: [any CallInterception] { state.withLock { $0.begun } }
}
