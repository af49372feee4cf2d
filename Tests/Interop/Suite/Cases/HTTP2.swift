import Martlet

/// Against a server that does odd things of HTTP/2; what it does is told to itself.
extension InteropClient {
  /// The server sends GOAWAY after the first call: the second goes over another connection, and
  /// nobody here has to do anything about it.
  func goAway() async throws {
    try await largeUnary()
    try await Task.sleep(for: .seconds(1))
    try await largeUnary()
  }

  func resetByServer() async throws {
    try await expectAnyFailure("the call") { try await largeUnary() }
  }

  /// The first call shows that the server allows one stream at a time.
  func maxStreams() async throws {
    try await largeUnary()
    try await concurrently(10)
  }
}
