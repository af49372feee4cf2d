extension ServerCore {
  /// Drains every connection and returns when all are closed; those that are not after `grace` are
  /// closed under their calls.
  func drain(grace: Duration) async {
    connections.close()
    for connection in connections.all {
      connection.loop.execute { connection.drain() }
    }
    let killer = Task { try await closeConnections(after: grace) }
    await connections.waitUntilEmpty()
    killer.cancel()
  }

  /// Closes what is open after `grace`, under its calls.
  func closeConnections(after grace: Duration) async throws {
    try await Task.sleep(for: grace)
    for connection in connections.all {
      connection.loop.execute { connection.giveUp("the server shut down") }
    }
  }
}
