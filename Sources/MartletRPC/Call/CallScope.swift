import Synchronization

/// The call that the current Task serves, which calls that it makes belong to.
///
/// A task-local value: child tasks and `Task { … }` have it too, `Task.detached` has not.
enum CallScope {
  @TaskLocal static var current: ServerCall?

  private static let channelsExist = Atomic(false)

  /// Whether the process has made a channel, so that handlers may make calls.
  static var isUsed: Bool { channelsExist.load(ordering: .relaxed) }

  static func channelIsMade() {
    if !isUsed { channelsExist.store(true, ordering: .relaxed) }
  }
}

extension ServerContext {
  /// The call that the current Task serves, for code that a handler calls and that is not given its
  /// context; nil outside of a handler, and in what ``withDetachedCalls(_:)`` runs.
  ///
  /// A server binds it for handlers that begin when the process has made a channel already, or if its
  /// configuration has `bindsContext`.
  public static var current: ServerContext? { CallScope.current.map { ServerContext($0) } }
}

/// Runs `body` so that its calls do not belong to the call that the current Task serves: they have no
/// deadline but their own, and go on when that call is cancelled, as does `body` itself.
///
/// Use it for what must be done once it is begun, such as giving back what was reserved. It runs in a
/// Task of its own, with the values of the current one; the caller waits for it, cancelled or not.
public nonisolated(nonsending) func withDetachedCalls<Output: Sendable>(
  _ body: @escaping @Sendable () async throws -> Output
) async throws -> Output {
  try await CallScope.$current.withValue(nil) {
    try await Task { try await body() }.value
  }
}
