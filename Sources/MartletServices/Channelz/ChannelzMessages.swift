import MartletProtobuf
import MartletRPC

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// What the runtime tells, as channelz's messages.

/// Turns moments of a monotonic clock into times of day.
private struct Clock {
  private let uptime: UInt64
  private let seconds: Int64
  private let nanos: Int64

  /// `uptime` is now, give or take what it took to get here.
  init(uptime: UInt64) {
    self.uptime = uptime
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    seconds = Int64(now.tv_sec)
    nanos = Int64(now.tv_nsec)
  }

  /// nil where there was no such moment.
  func time(_ moment: UInt64) -> Google.Protobuf.Timestamp? {
    guard moment > 0 else { return nil }
    let ago = Int64(clamping: uptime > moment ? uptime - moment : 0)
    let (left, right) = (seconds - ago / 1_000_000_000, nanos - ago % 1_000_000_000)
    return right >= 0
      ? Google.Protobuf.Timestamp(seconds: left, nanos: Int32(truncatingIfNeeded: right))
      : Google.Protobuf.Timestamp(
        seconds: left - 1, nanos: Int32(truncatingIfNeeded: right + 1_000_000_000))
  }
}

extension GRPC.Channelz.V1.ChannelData {
  init(_ data: ChannelzChannelData) {
    let clock = Clock(uptime: data.uptime)
    self.init(
      state: GRPC.Channelz.V1.ChannelConnectivityState(state: .init(data.state)),
      target: data.target,
      trace: GRPC.Channelz.V1.ChannelTrace(data.trace, clock),
      callsStarted: data.calls.started, callsSucceeded: data.calls.succeeded,
      callsFailed: data.calls.failed,
      lastCallStartedTimestamp: clock.time(data.calls.lastStarted))
  }
}

extension GRPC.Channelz.V1.ChannelConnectivityState.State {
  fileprivate init(_ state: ChannelzChannelData.State) {
    self =
      switch state {
      case .idle: .idle
      case .connecting: .connecting
      case .ready: .ready
      case .transientFailure: .transientFailure
      case .shutdown: .shutdown
      }
  }
}

extension GRPC.Channelz.V1.ChannelTrace {
  fileprivate init(_ trace: ChannelzTrace, _ clock: Clock) {
    self.init(
      numEventsLogged: trace.count, creationTimestamp: clock.time(trace.created),
      events: trace.events.map { event in
        GRPC.Channelz.V1.ChannelTraceEvent(
          description: event.text, severity: event.severity == .info ? .ctInfo : .ctWarning,
          timestamp: clock.time(event.time))
      })
  }
}

extension GRPC.Channelz.V1.ServerData {
  init(_ data: ChannelzServerData) {
    self.init(
      callsStarted: data.calls.started, callsSucceeded: data.calls.succeeded,
      callsFailed: data.calls.failed,
      lastCallStartedTimestamp: Clock(uptime: data.uptime).time(data.calls.lastStarted))
  }
}

extension GRPC.Channelz.V1.Socket {
  init(_ socket: ChannelzSocket) {
    self.init(
      ref: GRPC.Channelz.V1.SocketRef(socketId: socket.id),
      data: GRPC.Channelz.V1.SocketData(socket),
      local: socket.local.map { GRPC.Channelz.V1.Address($0) },
      remote: socket.remote.map { GRPC.Channelz.V1.Address($0) },
      security: socket.isSecure ? GRPC.Channelz.V1.Security(socket) : nil)
  }
}

extension GRPC.Channelz.V1.SocketData {
  fileprivate init(_ socket: ChannelzSocket) {
    self.init()
    let clock = Clock(uptime: socket.uptime)
    let traffic = socket.traffic
    streamsStarted = traffic.streamsStarted
    streamsSucceeded = traffic.streamsSucceeded
    streamsFailed = traffic.streamsFailed
    messagesSent = traffic.messagesSent
    messagesReceived = traffic.messagesReceived
    keepAlivesSent = traffic.keepalivesSent
    if socket.isClient {
      lastLocalStreamCreatedTimestamp = clock.time(traffic.lastStreamStarted)
    } else {
      lastRemoteStreamCreatedTimestamp = clock.time(traffic.lastStreamStarted)
    }
    lastMessageSentTimestamp = clock.time(traffic.lastMessageSent)
    lastMessageReceivedTimestamp = clock.time(traffic.lastMessageReceived)
    if let windows = socket.windows {
      localFlowControlWindow = Google.Protobuf.Int64Value(value: Int64(windows.local))
      remoteFlowControlWindow = Google.Protobuf.Int64Value(value: Int64(windows.remote))
    }
  }
}

extension GRPC.Channelz.V1.Address {
  fileprivate init(_ address: ChannelzSocket.Address) {
    switch address {
    case .ip(let bytes, let port):
      self.init(address: .tcpipAddress(TcpIpAddress(ipAddress: bytes, port: Int32(port))))
    case .unix(let path): self.init(address: .udsAddress(UdsAddress(filename: path)))
    case .other(let name): self.init(address: .otherAddress(OtherAddress(name: name)))
    }
  }
}

extension GRPC.Channelz.V1.Security {
  fileprivate init(_ socket: ChannelzSocket) {
    self.init(model: .tls(Tls(remoteCertificate: socket.remoteCertificate ?? [])))
  }
}
