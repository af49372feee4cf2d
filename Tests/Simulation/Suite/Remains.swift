import Martlet
import MartletTesting
import MartletTransport

/// Objects that must be gone once nobody uses them.
///
/// Unchecked Sendable: belongs to the world's thread.
final class Remains: @unchecked Sendable {
  private struct Watched {
    weak var object: AnyObject?
    let name: String
  }

  private var watched: [Watched] = []

  func watch(_ object: AnyObject, _ name: @autoclosure () -> String) {
    watched.append(Watched(object: object, name: name()))
  }

  /// The names of those that are still there.
  var left: [String] { watched.filter { $0.object != nil }.map(\.name) }
}

/// A client's transport that watches the calls that are made on it.
struct WatchingTransport: ClientTransport {
  let inner: NIOClientTransport
  let remains: Remains
  let kept: KeptCalls?

  var now: ContinuousClock.Instant { inner.now }

  func start(_ call: ClientCall) {
    remains.watch(call, "the client's part of a call")
    kept?.calls.append(call)
    inner.start(call)
  }

  func shutdown() async { await inner.shutdown() }

  func channelIsGone() { inner.channelIsGone() }
}

/// For sabotage: keeps what should be gone.
///
/// Unchecked Sendable: belongs to the world's thread.
final class KeptCalls: @unchecked Sendable {
  var calls: [ClientCall] = []
}
