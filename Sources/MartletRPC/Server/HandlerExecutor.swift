/// Where a handler runs.
public enum HandlerExecutor: Hashable, Sendable {
  /// On the event loop of its connection: the fastest for handlers that do not compute long. While one
  /// computes, the other calls of its loop wait.
  case eventLoop
  /// On Swift's global executor, for handlers that compute long or block.
  case concurrent
}
