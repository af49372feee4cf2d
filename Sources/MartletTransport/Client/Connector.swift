package import NIOCore
import NIOPosix

/// Where the connections of a client come from: sockets, or what tests put in their place. Its
/// description is the target, as error messages name it.
package protocol Connector: Sendable, CustomStringConvertible {
  /// What goes out as `:authority` where nobody says otherwise.
  var authority: String { get }

  /// Makes a connection on `eventLoop`, on which it is called. `setUp` is called there for each
  /// channel that is tried, before it is active; the future gives the one that is connected.
  func connect(
    on eventLoop: any EventLoop, timeout: TimeAmount,
    setUp: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel>
}

/// Connects by TCP or unix-domain sockets.
struct SocketConnector: Connector {
  let target: Target

  var authority: String { target.authority }
  var description: String { target.description }

  func connect(
    on eventLoop: any EventLoop, timeout: TimeAmount,
    setUp: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(timeout)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        // NIO tries all addresses of a name; each attempt has a channel, and one wins.
        channel.eventLoop.makeCompletedFuture { try setUp(channel) }
      }
    return switch target.kind {
    case .host(let host, let port): bootstrap.connect(host: host, port: port)
    case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
    case .unixAbstract(let name): connect(bootstrap, abstractName: name, on: eventLoop)
    }
  }

  private func connect(
    _ bootstrap: ClientBootstrap, abstractName name: String, on eventLoop: any EventLoop
  ) -> EventLoopFuture<any Channel> {
    do throws(SocketError) {
      return bootstrap.withConnectedSocket(try AbstractSocket.connected(to: name))
    } catch {
      return eventLoop.makeFailedFuture(error)
    }
  }
}
