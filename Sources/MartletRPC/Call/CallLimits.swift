/// The limits of one call; servers and channels have them as defaults.
package struct CallLimits: Sendable {
  package var maxReceiveMessageBytes: Int
  package var writeBufferBytes: Int

  package init(maxReceiveMessageBytes: Int, writeBufferBytes: Int) {
    self.maxReceiveMessageBytes = maxReceiveMessageBytes
    self.writeBufferBytes = writeBufferBytes
  }
}
