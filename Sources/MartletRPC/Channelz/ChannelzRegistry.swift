import Synchronization

/// The channels and servers of the process, of which channelz tells (gRFC A14). They are known as
/// long as somebody has them.
package enum ChannelzRegistry {
  private struct WeakChannel: Sendable {
    weak let channel: (any ChannelzChannel)?
  }

  private struct WeakServer: Sendable {
    weak let server: (any ChannelzServer)?
  }

  private struct Entries {
    var channels: [Int64: WeakChannel] = [:]
    var servers: [Int64: WeakServer] = [:]
  }

  private static let lastID = Atomic<Int64>(0)
  private static let entries = Mutex(Entries())

  /// A number for a channel, subchannel, server or socket; nothing else in the process has it.
  package static func nextID() -> Int64 {
    lastID.wrappingAdd(1, ordering: .relaxed).newValue
  }

  package static func add(_ channel: any ChannelzChannel) {
    entries.withLock { $0.channels[channel.channelzID] = WeakChannel(channel: channel) }
  }

  package static func removeChannel(_ id: Int64) {
    entries.withLock { $0.channels[id] = nil }
  }

  package static func add(_ server: any ChannelzServer) {
    entries.withLock { $0.servers[server.channelzID] = WeakServer(server: server) }
  }

  package static func removeServer(_ id: Int64) {
    entries.withLock { $0.servers[id] = nil }
  }

  /// In the order of their numbers.
  package static var channels: [any ChannelzChannel] {
    let known = entries.withLock { $0.channels.values.compactMap(\.channel) }
    return known.sorted { $0.channelzID < $1.channelzID }
  }

  /// In the order of their numbers.
  package static var servers: [any ChannelzServer] {
    let known = entries.withLock { $0.servers.values.compactMap(\.server) }
    return known.sorted { $0.channelzID < $1.channelzID }
  }
}

/// A client's channel, as channelz sees it.
package protocol ChannelzChannel: AnyObject, Sendable {
  var channelzID: Int64 { get }
  /// Of what its connections are under: one for the one target.
  var subchannelID: Int64 { get }

  func channelzData() async -> ChannelzChannelData
  /// The connection of that number, if it is open and the channel's.
  func channelzSocket(_ id: Int64) async -> ChannelzSocket?
}

/// A server, as channelz sees it.
package protocol ChannelzServer: AnyObject, Sendable {
  var channelzID: Int64 { get }
  /// The open connections, in the order of their numbers.
  var channelzSocketIDs: [Int64] { get }

  func channelzData() async -> ChannelzServerData
  /// The connection, or socket that listens, of that number.
  func channelzSocket(_ id: Int64) async -> ChannelzSocket?
}
