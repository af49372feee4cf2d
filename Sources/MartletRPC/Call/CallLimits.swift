/// The limits of one call; servers and channels have them as defaults.
package struct CallLimits: Sendable {
  package var maxReceiveMessageBytes: Int
  package var writeBufferBytes: Int

  /// Credit is returned in pieces of this size: a hop to the loop for each message would cost more
  /// than the message. At most a quarter of a stream's window, or the peer could wait for the rest.
  package var creditStepBytes: Int

  package init(
    maxReceiveMessageBytes: Int, writeBufferBytes: Int, streamWindowBytes: Int = .max
  ) {
    creditStepBytes = max(1, min(16 * 1024, streamWindowBytes / 4))
    self.maxReceiveMessageBytes = maxReceiveMessageBytes
    self.writeBufferBytes = writeBufferBytes
  }
}
