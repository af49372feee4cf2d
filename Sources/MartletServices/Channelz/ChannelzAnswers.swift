import MartletRPC

/// The methods of `grpc.channelz.v1.Channelz`.
struct ChannelzAnswers: GRPC.Channelz.V1.Channelz.Service {
  private typealias V1 = GRPC.Channelz.V1

  func getTopChannels(
    _ request: GRPC.Channelz.V1.GetTopChannelsRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetTopChannelsResponse {
    let page = try ChannelzPage(
      of: ChannelzRegistry.channels, from: request.startChannelId, limit: request.maxResults
    ) { $0.channelzID }
    var response = V1.GetTopChannelsResponse(end: page.isLast)
    for channel in page.entries { response.channel.append(await describe(channel)) }
    return response
  }

  func getServers(
    _ request: GRPC.Channelz.V1.GetServersRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetServersResponse {
    let page = try ChannelzPage(
      of: ChannelzRegistry.servers, from: request.startServerId, limit: request.maxResults
    ) { $0.channelzID }
    var response = V1.GetServersResponse(end: page.isLast)
    for server in page.entries { response.server.append(await describe(server)) }
    return response
  }

  func getServerSockets(
    _ request: GRPC.Channelz.V1.GetServerSocketsRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetServerSocketsResponse {
    let servers = ChannelzRegistry.servers
    guard let server = servers.first(where: { $0.channelzID == request.serverId }) else {
      throw notFound("server", request.serverId)
    }
    let page = try ChannelzPage(
      of: server.channelzSocketIDs, from: request.startSocketId, limit: request.maxResults
    ) { $0 }
    return V1.GetServerSocketsResponse(
      socketRef: page.entries.map { V1.SocketRef(socketId: $0) }, end: page.isLast)
  }

  func getChannel(
    _ request: GRPC.Channelz.V1.GetChannelRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetChannelResponse {
    let channels = ChannelzRegistry.channels
    guard let channel = channels.first(where: { $0.channelzID == request.channelId }) else {
      throw notFound("channel", request.channelId)
    }
    return V1.GetChannelResponse(channel: await describe(channel))
  }

  func getSubchannel(
    _ request: GRPC.Channelz.V1.GetSubchannelRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetSubchannelResponse {
    let channels = ChannelzRegistry.channels
    guard let channel = channels.first(where: { $0.subchannelID == request.subchannelId }) else {
      throw notFound("subchannel", request.subchannelId)
    }
    let data = await channel.channelzData()
    return V1.GetSubchannelResponse(
      subchannel: V1.Subchannel(
        ref: V1.SubchannelRef(subchannelId: channel.subchannelID, name: data.target),
        data: V1.ChannelData(data),
        socketRef: data.socketIDs.map { V1.SocketRef(socketId: $0) }))
  }

  func getSocket(
    _ request: GRPC.Channelz.V1.GetSocketRequest, context: ServerContext
  ) async throws -> GRPC.Channelz.V1.GetSocketResponse {
    for server in ChannelzRegistry.servers {
      guard let socket = await server.channelzSocket(request.socketId) else { continue }
      return V1.GetSocketResponse(socket: V1.Socket(socket))
    }
    for channel in ChannelzRegistry.channels {
      guard let socket = await channel.channelzSocket(request.socketId) else { continue }
      return V1.GetSocketResponse(socket: V1.Socket(socket))
    }
    throw notFound("socket", request.socketId)
  }

  private func describe(_ channel: any ChannelzChannel) async -> GRPC.Channelz.V1.Channel {
    let data = await channel.channelzData()
    return V1.Channel(
      ref: V1.ChannelRef(channelId: channel.channelzID, name: data.target),
      data: V1.ChannelData(data),
      subchannelRef: [V1.SubchannelRef(subchannelId: channel.subchannelID, name: data.target)])
  }

  private func describe(_ server: any ChannelzServer) async -> GRPC.Channelz.V1.Server {
    let data = await server.channelzData()
    return V1.Server(
      ref: V1.ServerRef(serverId: server.channelzID), data: V1.ServerData(data),
      listenSocket: data.listeners.map { V1.SocketRef(socketId: $0.id, name: $0.address) })
  }

  private func notFound(_ kind: String, _ id: Int64) -> RPCError {
    RPCError(.notFound, "there is no \(kind) with the number \(id)")
  }
}

/// A part of a list that is in the order of numbers.
struct ChannelzPage<Entry> {
  /// How many entries a page has where the caller does not say.
  private static var usualLimit: Int { 100 }
  /// How many it has at most, whatever the caller says.
  private static var maxLimit: Int { 1000 }

  let entries: ArraySlice<Entry>
  let isLast: Bool

  /// Those of `all` whose number is `start` or above, `limit` at most; 0 for as many as we like. Throws
  /// `invalidArgument` where one of them is negative.
  init(
    of all: [Entry], from start: Int64, limit: Int64, id: (Entry) -> Int64
  ) throws(RPCError) {
    guard start >= 0, limit >= 0 else {
      throw RPCError(.invalidArgument, "the start and the limit of a page are not negative")
    }
    let rest = all.drop { id($0) < start }
    entries = rest.prefix(limit == 0 ? Self.usualLimit : min(Int(clamping: limit), Self.maxLimit))
    isLast = entries.count == rest.count
  }
}
