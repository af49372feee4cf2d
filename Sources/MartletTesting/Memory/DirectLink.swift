import NIOCore

/// Joins two ends that live on one loop: what one flushes, the other reads in the loop's next step.
final class DirectLink: MemoryLink {
  private var ends: (near: MemoryChannel, far: MemoryChannel)?

  /// A connection that is not active yet.
  static func connection(
    on eventLoop: any EventLoop, clientName: String, serverName: String
  ) -> (near: MemoryChannel, far: MemoryChannel) {
    let link = DirectLink()
    let near = MemoryChannel(on: eventLoop, peerName: serverName, link: link)
    let far = MemoryChannel(on: eventLoop, peerName: clientName, link: link)
    link.ends = (near, far)
    return (near, far)
  }

  func send(_ bytes: ByteBuffer, from end: MemoryChannel) {
    guard let other = other(than: end) else { return }
    end.eventLoop.execute {
      other.receive(bytes)
      end.delivered(bytes.readableBytes)
    }
  }

  func sendEnd(from end: MemoryChannel) {
    guard let other = other(than: end) else { return }
    end.eventLoop.execute { other.receiveEnd() }
  }

  func closed(_ end: MemoryChannel) {
    sendEnd(from: end)
    ends = nil
  }

  private func other(than end: MemoryChannel) -> MemoryChannel? {
    ends.map { $0.near === end ? $0.far : $0.near }
  }
}
