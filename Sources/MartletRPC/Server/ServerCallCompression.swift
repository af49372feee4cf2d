import Synchronization

/// How one call on the server compresses, and what it learned of the client's side.
///
/// What responses are compressed with can be chosen until the headers that tell it leave, or the
/// first message is compressed, whichever is first. A call that does not compress pays one relaxed
/// load a message.
struct ServerCallCompression: ~Copyable, Sendable {
  /// Set in `chosen` once the encoding cannot change any more.
  private static let settled: UInt8 = 0x80

  /// What the client compresses requests with.
  let ofRequests: RPCCompression
  private let accepted: AcceptedEncodings
  /// The encoding's number.
  private let chosen: Atomic<UInt8>
  private let lastRequest = Atomic<UInt8>(RPCCompression.identity.rawValue)

  init(ofRequests: RPCCompression, accepted: AcceptedEncodings, usual: RPCCompression) {
    self.ofRequests = ofRequests
    self.accepted = accepted
    chosen = Atomic(accepted.contains(usual) ? usual.rawValue : RPCCompression.identity.rawValue)
  }

  func clientAccepts(_ encoding: RPCCompression) -> Bool { accepted.contains(encoding) }

  /// What responses are compressed with, as far as is known.
  @inline(__always)
  var ofResponses: RPCCompression {
    RPCCompression(rawValue: chosen.load(ordering: .relaxed) & ~Self.settled) ?? .identity
  }

  /// The encoding of responses, which cannot change from now on.
  @discardableResult
  func settle() -> RPCCompression {
    chosen.bitwiseOr(Self.settled, ordering: .relaxed)
    return ofResponses
  }

  /// Takes `encoding` for the responses, or none if the client does not accept it. Returns false if
  /// it is settled already.
  func choose(_ encoding: RPCCompression) -> Bool {
    let wanted = accepted.contains(encoding) ? encoding : .identity
    var current = chosen.load(ordering: .relaxed)
    while current & Self.settled == 0 {
      let (isDone, found) = chosen.weakCompareExchange(
        expected: current, desired: wanted.rawValue, ordering: .relaxed)
      if isDone { return true }
      current = found
    }
    return current == wanted.rawValue | Self.settled
  }

  /// A request that came so was read.
  func noteRequest(_ encoding: RPCCompression) {
    lastRequest.store(encoding.rawValue, ordering: .relaxed)
  }

  /// How the request that was read last had been compressed.
  var ofLastRequest: RPCCompression {
    RPCCompression(rawValue: lastRequest.load(ordering: .relaxed)) ?? .identity
  }
}
