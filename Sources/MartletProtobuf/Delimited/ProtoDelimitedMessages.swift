/// What a stream of bytes may come in: single bytes or pieces of any size.
public protocol ProtoStreamElement {
  /// Hands its bytes to a decoder.
  func append<Message>(to decoder: inout ProtoDelimitedDecoder<Message>)
}

extension UInt8: ProtoStreamElement {
  public func append<Message>(to decoder: inout ProtoDelimitedDecoder<Message>) {
    decoder.append(self)
  }
}

extension Array: ProtoStreamElement where Element == UInt8 {}
extension ArraySlice: ProtoStreamElement where Element == UInt8 {}

extension ProtoStreamElement where Self: Sequence<UInt8> {
  public func append<Message>(to decoder: inout ProtoDelimitedDecoder<Message>) {
    decoder.append(self)
  }
}

extension AsyncSequence where Element: ProtoStreamElement {
  /// The messages of a stream in which each stands behind its length:
  ///
  ///     for try await event in file.bytes.delimitedMessages(of: Event.self) { … }
  ///
  /// Iterating throws what the bytes throw, and ``ProtoDecodingError`` as
  /// ``ProtoDelimitedDecoder`` does.
  public func delimitedMessages<Message: ProtoMessage>(
    of _: Message.Type = Message.self, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) -> ProtoDelimitedMessages<Self, Message> {
    ProtoDelimitedMessages(base: self, limits: limits)
  }
}

/// The messages of a stream of bytes: see `delimitedMessages(of:limits:)`.
public struct ProtoDelimitedMessages<Base: AsyncSequence, Message: ProtoMessage>: AsyncSequence
where Base.Element: ProtoStreamElement {
  public typealias Element = Message
  public typealias Failure = any Error

  let base: Base
  let limits: ProtoDecodingLimits

  public func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), decoder: ProtoDelimitedDecoder(limits: limits))
  }

  public struct Iterator: AsyncIteratorProtocol {
    public typealias Element = Message
    public typealias Failure = any Error

    var base: Base.AsyncIterator
    var decoder: ProtoDelimitedDecoder<Message>
    var isDone = false

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws -> Message? {
      while !isDone {
        do {
          if let message = try decoder.next() { return message }
          if let more = try await base.next(isolation: actor) {
            more.append(to: &decoder)
          } else {
            isDone = true
            try decoder.finish()
          }
        } catch {
          isDone = true
          throw error
        }
      }
      return nil
    }

    public mutating func next() async throws -> Message? { try await next(isolation: nil) }
  }
}

extension ProtoDelimitedMessages: Sendable where Base: Sendable {}
