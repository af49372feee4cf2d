import MartletHTTP2
import MartletRPC
import NIOCore

/// What channelz tells of a connection.
extension ConnectionHandler {
  func channelzSocket() async -> ChannelzSocket {
    await loop.answer { self.describeSocket() }
  }

  /// On the loop.
  private func describeSocket() -> ChannelzSocket {
    var socket = ChannelzSocket(id: channelzID)
    socket.local = channel?.localAddress.flatMap { ChannelzSocket.Address($0) }
    socket.remote =
      channel?.remoteAddress.flatMap { ChannelzSocket.Address($0) } ?? .other(peer.address)
    socket.isClient = role == .client
    socket.traffic = traffic
    socket.windows = http2?.windows
    socket.isSecure = isSecure
    socket.remoteCertificate = peer.identity?.certificates.first
    socket.uptime = loop.uptime
    return socket
  }
}

extension ChannelzSocket.Address {
  /// nil for the end of a unix socket that has no name.
  init?(_ address: SocketAddress) {
    switch address {
    // Where the bytes are in sockaddr_in and sockaddr_in6.
    case .v4: self = .ip(address.bytes(4..<8), port: address.port ?? -1)
    case .v6: self = .ip(address.bytes(8..<24), port: address.port ?? -1)
    case .unixDomainSocket:
      guard let path = address.pathname, !path.isEmpty else { return nil }
      self = .unix(path)
    }
  }
}

extension SocketAddress {
  fileprivate func bytes(_ range: Range<Int>) -> [UInt8] {
    withSockAddr { address, size in
      let bytes = UnsafeRawBufferPointer(start: address, count: size)
      return range.upperBound <= size ? Array(bytes[range]) : []
    }
  }
}

extension NIOLoop {
  /// What `question` finds on the loop.
  func answer<Answer: Sendable>(_ question: @escaping @Sendable () -> Answer) async -> Answer {
    await withCheckedContinuation { continuation in
      run { continuation.resume(returning: question()) }
    }
  }
}
