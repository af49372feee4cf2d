/// The bytes of one received message, without their gRPC prefix.
///
/// Unchecked Sendable: the bytes are written only by the deframer that makes the object, before
/// it hands it on; from then on nothing changes them.
public final class ReceivedMessage: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer
  /// The message's length in bytes.
  public let count: Int
  /// How the message came. In a queue it still is so; whoever takes it out has it decompressed.
  package let encoding: RPCCompression

  /// What the message took of the flow-control window: its prefix counts, or empty messages would
  /// cost their sender nothing.
  package var windowBytes: Int { count + MessageDeframer.prefixBytes }

  /// Takes ownership of `base`, which came from `malloc`.
  init(adopting base: UnsafeMutableRawPointer, count: Int, _ encoding: RPCCompression) {
    self.base = base
    self.count = count
    self.encoding = encoding
  }

  package convenience init(
    copying bytes: UnsafeRawBufferPointer, _ encoding: RPCCompression = .identity
  ) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
    base.copyMemory(from: bytes)
    self.init(adopting: base, count: bytes.count, encoding)
  }

  deinit { base.deallocate() }

  /// The bytes; valid as long as the object is.
  @inlinable public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: count)
  }
}
