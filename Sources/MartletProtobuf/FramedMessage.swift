/// One encoded message ready to be sent, behind its gRPC prefix.
///
///     │ 0 or 1: compressed │ length, 4 bytes, big-endian │ message │
///
/// (gRPC over HTTP/2, "Length-Prefixed-Message".) Immutable, so it may be read from any thread. The
/// memory is shared between copies and freed with the last of them.
public struct FramedMessage: @unchecked Sendable {
  /// How many bytes stand before the message.
  @inlinable public static var prefixBytes: Int { 5 }

  /// The first byte of the prefix; valid as long as the message.
  public let base: UnsafeMutableRawPointer
  /// How many bytes there are, the prefix among them.
  public let count: Int

  private let owner: Owner

  /// The memory: the bytes stand behind the object's own, so that both are one allocation, or, of
  /// messages that an encoder wrote to memory of their own, elsewhere.
  private final class Owner: ManagedBuffer<UnsafeMutableRawPointer?, UInt8> {
    static func make(_ count: Int, owning memory: UnsafeMutableRawPointer?) -> Owner {
      unsafeDowncast(create(minimumCapacity: count) { _ in memory }, to: Owner.self)
    }

    deinit {
      // By its address: access to the property itself is checked for exclusivity, 100 instructions.
      withUnsafeMutablePointerToHeader { $0.pointee?.deallocate() }
    }
  }

  /// Encodes a message straight behind its prefix, in one pass. One allocation up to 64 KiB, else
  /// two.
  ///
  /// - Throws: ``ProtoEncodingError`` if the message would be larger than 2 GiB, or if fields are
  ///   missing that the IDL requires.
  @inlinable
  public init<Message: ProtoMessage>(_ message: Message) throws(ProtoEncodingError) {
    guard message.isInitialized else { throw ProtoEncodingError(lacking: message) }
    let framed = message.withEncoded(reserving: FramedMessage.prefixBytes) {
      FramedMessage(encoded: $0)
    }
    guard let framed else { throw ProtoEncodingError(messageName: Message.protoMessageName) }
    self = framed
  }

  /// Frames bytes that are encoded already: they are copied.
  ///
  /// - Precondition: at most 4 GiB, the most that the prefix can say.
  public init(payload: UnsafeRawBufferPointer, compressed: Bool) {
    self.init(count: payload.count + FramedMessage.prefixBytes)
    if let source = payload.baseAddress {
      (base + FramedMessage.prefixBytes).copyMemory(from: source, byteCount: payload.count)
    }
    FramedMessage.writePrefix(base, payloadBytes: UInt32(payload.count), compressed: compressed)
  }

  /// Writes the prefix and makes the writer's bytes outlive it: what is on the stack or in a shared
  /// buffer is copied, the writer's own memory is taken over.
  @usableFromInline
  init(encoded writer: WireWriter) {
    let isOwn = writer.state & WireWriter.ownsBuffer != 0
    if isOwn, writer.state & WireWriter.isPooled == 0 {
      self.init(owning: writer.base, count: writer.count)
    } else {
      self.init(count: writer.count)
      base.copyMemory(from: writer.base, byteCount: writer.count)
      writer.freeBuffer()
    }
    FramedMessage.writePrefix(
      base, payloadBytes: UInt32(count - FramedMessage.prefixBytes), compressed: false)
  }

  private init(owning memory: UnsafeMutableRawPointer, count: Int) {
    self.count = count
    owner = Owner.make(0, owning: memory)
    base = memory
  }

  private init(count: Int) {
    self.count = count
    owner = Owner.make(count, owning: nil)
    base = owner.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
  }

  /// The prefix and the message. Valid as long as the message: hold it with `withExtendedLifetime`.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  private static func writePrefix(
    _ base: UnsafeMutableRawPointer, payloadBytes: UInt32, compressed: Bool
  ) {
    base.storeBytes(of: compressed ? 1 : 0, as: UInt8.self)
    base.storeBytes(of: payloadBytes.bigEndian, toByteOffset: 1, as: UInt32.self)
  }
}
