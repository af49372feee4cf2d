import Synchronization

/// What comes with a response besides its messages. Give one to a call through its options and
/// read it while the call runs or afterwards.
public final class CallInfo: Sendable {
  private struct State {
    var initialMetadata = MetadataBlock()
    var trailingMetadata = MetadataBlock()
    var responseCompression = RPCCompression.identity
    var peer: ConnectionPeer?
  }

  private let state = Mutex(State())

  public init() {}

  /// The metadata that came before the first message; empty until then.
  public var initialMetadata: RPCMetadata {
    state.withLock { $0.initialMetadata }.metadata()
  }

  /// The metadata that came with the status; empty until the call has ended.
  public var trailingMetadata: RPCMetadata {
    state.withLock { $0.trailingMetadata }.metadata()
  }

  /// How the response message that was read last had been compressed.
  public var responseCompression: RPCCompression { state.withLock { $0.responseCompression } }

  /// The server's address (`127.0.0.1:50051`); nil until the call has a connection.
  public var peer: String? { state.withLock { $0.peer?.address } }

  /// Who the server has proven to be by its certificate; nil over plaintext, and where the
  /// certificate was not verified.
  public var peerIdentity: PeerIdentity? { state.withLock { $0.peer?.identity } }

  package func setPeer(_ peer: ConnectionPeer) { state.withLock { $0.peer = peer } }

  func setResponseCompression(_ compression: RPCCompression) {
    state.withLock { $0.responseCompression = compression }
  }

  func setInitial(_ block: MetadataBlock) { state.withLock { $0.initialMetadata = block } }

  func setTrailing(_ block: MetadataBlock) { state.withLock { $0.trailingMetadata = block } }
}
