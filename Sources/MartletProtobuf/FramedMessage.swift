/// One encoded message ready to be sent, behind its gRPC prefix.
///
///     │ 0 or 1: compressed │ length, 4 bytes, big-endian │ message │
///
/// (gRPC over HTTP/2, "Length-Prefixed-Message".) Immutable, so it may be read from any thread; the
/// memory is freed with the object.
public final class FramedMessage: @unchecked Sendable {
  /// How many bytes stand before the message.
  public static let prefixBytes = 5

  /// The first byte of the prefix.
  public let base: UnsafeMutableRawPointer
  /// How many bytes there are, the prefix among them.
  public let count: Int

  /// Encodes a message straight behind its prefix, in one pass.
  ///
  /// - Throws: ``ProtoEncodingError`` if the message would be larger than 2 GiB, or if fields are
  ///   missing that the IDL requires.
  @inlinable
  public convenience init<Message: ProtoMessage>(
    _ message: Message
  ) throws(ProtoEncodingError) {
    guard message.isInitialized else { throw ProtoEncodingError(lacking: message) }
    let encoded = message.withEncoded(reserving: 5) { FramedMessage.keep($0) }
    guard let encoded else {
      throw ProtoEncodingError(messageName: Message.protoMessageName)
    }
    self.init(owning: encoded.base, count: encoded.count)
  }

  /// Frames bytes that are encoded already: they are copied.
  ///
  /// - Precondition: at most 4 GiB, the most that the prefix can say.
  public convenience init(payload: UnsafeRawBufferPointer, compressed: Bool) {
    let count = payload.count + FramedMessage.prefixBytes
    let base = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
    if let source = payload.baseAddress {
      (base + FramedMessage.prefixBytes).copyMemory(from: source, byteCount: payload.count)
    }
    FramedMessage.writePrefix(base, payloadBytes: UInt32(payload.count), compressed: compressed)
    self.init(owning: base, count: count)
  }

  @usableFromInline
  init(owning base: UnsafeMutableRawPointer, count: Int) {
    self.base = base
    self.count = count
  }

  deinit {
    base.deallocate()
  }

  /// The prefix and the message.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Writes the prefix and makes the writer's bytes outlive it: what is on the stack is copied,
  /// what is malloc'd already is taken over.
  @usableFromInline
  static func keep(_ writer: WireWriter) -> (base: UnsafeMutableRawPointer, count: Int) {
    let count = writer.count
    writePrefix(writer.base, payloadBytes: UInt32(count - prefixBytes), compressed: false)
    if writer.state & WireWriter.ownsBuffer != 0 { return (writer.base, count) }
    let copy = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
    copy.copyMemory(from: writer.base, byteCount: count)
    return (copy, count)
  }

  private static func writePrefix(
    _ base: UnsafeMutableRawPointer, payloadBytes: UInt32, compressed: Bool
  ) {
    base.storeBytes(of: compressed ? 1 : 0, as: UInt8.self)
    base.storeBytes(of: payloadBytes.bigEndian, toByteOffset: 1, as: UInt32.self)
  }
}
