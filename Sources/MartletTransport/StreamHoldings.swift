/// What a stream holds of messages that are not complete, or not read, as its connection knows it.
/// Client and server use the same one. Belongs to the connection's loop.
struct StreamHoldings {
  private var bytes = 0

  /// It is so much now. Returns false if that is more than the connection may hold.
  mutating func change(to bytes: Int, on connection: ConnectionHandler) -> Bool {
    let more = bytes - self.bytes
    self.bytes = bytes
    return connection.hold(more)
  }
}
