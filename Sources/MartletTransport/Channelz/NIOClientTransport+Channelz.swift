package import MartletRPC
import NIOCore

/// What channelz tells of a channel.
extension NIOClientTransport: ChannelzChannel {
  package func channelzData() async -> ChannelzChannelData {
    await loop.answer {
      ChannelzChannelData(
        state: self.channelzState, target: self.connector.description, calls: self.tally.counts,
        trace: self.trace, socketIDs: self.open.map(\.channelzID), uptime: self.loop.uptime)
    }
  }

  package func channelzSocket(_ id: Int64) async -> ChannelzSocket? {
    let connection = await loop.answer { self.open.first { $0.channelzID == id } }
    return await connection?.channelzSocket()
  }

  private var channelzState: ChannelzChannelData.State {
    switch state {
    case .idle: .idle
    case .connecting: .connecting
    case .ready: .ready
    case .waiting(let until, _, _): loop.eventLoop.now < until ? .transientFailure : .idle
    case .shutDown: .shutdown
    }
  }
}
