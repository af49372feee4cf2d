/// A message that the generator made, or that keeps the same contract.
///
/// Messages are values: copying one is cheap, and no copy sees another's changes.
public protocol ProtoMessage: Hashable, Sendable, CustomStringConvertible, TextOutputStreamable {
  /// The message with no field set.
  init()

  /// The full name in the IDL: `greeter.v1.HelloRequest`.
  static var protoMessageName: String { get }

  /// The names of the message and its fields, for JSON, text and descriptions.
  static var protoSchema: ProtoMessageSchema { get }

  /// Merges everything the reader holds into the message.
  ///
  /// Called once per message, so dispatch through this witness costs nothing that shows. When it
  /// throws, the message holds what was read before the fault.
  static func decode(_ message: inout Self, _ reader: WireReader) throws(WireError)

  /// Appends the message's fields, without tag and length, and returns the writer behind them.
  ///
  /// Takes a pointer since passing the elements of an array by value copies each of them.
  static func encode(_ message: UnsafePointer<Self>, _ writer: WireWriter) -> WireWriter

  /// Whether the fields are set that the IDL requires, here and in the messages within.
  ///
  /// Messages that cannot lack any leave it to the library, which says yes, so that the compiler
  /// removes the check from code that is specialised for them.
  static func isComplete(_ message: UnsafePointer<Self>) -> Bool
}

extension ProtoMessage {
  /// A message with some fields set: `HelloRequest.with { $0.name = "Ada" }`.
  @inlinable
  public static func with(_ populate: (inout Self) throws -> Void) rethrows -> Self {
    var message = Self()
    try populate(&message)
    return message
  }
}
