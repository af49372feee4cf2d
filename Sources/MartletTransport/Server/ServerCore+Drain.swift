extension ServerCore {
  /// Drains every connection and returns when all are closed; those that are not after `grace` are
  /// closed under their calls.
  func drain(grace: Duration) async {
    connections.close()
    for connection in connections.all {
      connection.loop.execute { connection.drain() }
    }
    let killer = Task {
      try await Task.sleep(for: grace)
      for connection in connections.all {
        connection.loop.execute { connection.close("the server shut down") }
      }
    }
    await connections.waitUntilEmpty()
    killer.cancel()
  }
}
