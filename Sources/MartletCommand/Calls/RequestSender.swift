import MartletDescriptors
import MartletRPC
import Synchronization

/// Sends the requests of a stream, while its responses are shown.
final class RequestSender: Sendable {
  private let source: RequestSource
  private let type: MessageDescriptor
  private let text: MessageText
  private let ownFailure = Mutex<RPCError?>(nil)

  init(source: RequestSource, type: MessageDescriptor, text: MessageText) {
    self.source = source
    self.type = type
    self.text = text
  }

  /// Why the call was given up: a request that is none.
  var failure: RPCError? { ownFailure.withLock { $0 } }

  func send(on call: RawCall) async {
    var source = source
    do {
      while let document = try await source.next() {
        let request = try await text.encoded(document, type)
        // If that fails, the call is over, and who receives hears how.
        do { try await call.write(request) } catch { return }
      }
      call.finish()
    } catch {
      let failure = (error as? RPCError) ?? RPCError(.internal, "\(error)")
      ownFailure.withLock { $0 = failure }
      call.cancel()
    }
  }
}
