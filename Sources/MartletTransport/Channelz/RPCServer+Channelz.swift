package import MartletRPC
import NIOCore

/// What channelz tells of a server.
extension RPCServer: ChannelzServer {
  package var channelzSocketIDs: [Int64] { (connections?.all ?? []).map(\.channelzID).sorted() }

  package func channelzData() async -> ChannelzServerData {
    ChannelzServerData(
      calls: await connections?.calls() ?? CallCounts(),
      listeners: listeners.map { ($0.channelzID, $0.address?.description ?? "") },
      uptime: NIODeadline.now().uptimeNanoseconds)
  }

  package func channelzSocket(_ id: Int64) async -> ChannelzSocket? {
    if let listener = listeners.first(where: { $0.channelzID == id }) {
      var socket = ChannelzSocket(id: id)
      socket.local = listener.channel.localAddress.flatMap { ChannelzSocket.Address($0) }
      return socket
    }
    let connection = connections?.all.first { $0.channelzID == id && $0.loop.runsByItself }
    return await connection?.channelzSocket()
  }
}

extension ConnectionList {
  /// The calls of all connections that are, or were.
  fileprivate func calls() async -> CallCounts {
    var (open, calls) = callsAndConnections
    // Nobody may wait for the answer of a loop that a simulation has stopped.
    open.removeAll { !$0.loop.runsByItself }
    // One question for each loop.
    for connections in Dictionary(grouping: open, by: { ObjectIdentifier($0.loop) }).values {
      calls.add(
        await connections[0].loop.answer {
          connections.reduce(into: CallCounts()) { $0.add($1.traffic.calls) }
        })
    }
    return calls
  }
}
