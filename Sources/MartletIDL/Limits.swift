/// The bounds within which the compiler works, so that no input can exhaust the machine.
///
/// Every bound has a default; a file that crosses one gets an error, never a crash.
public struct CompilerLimits: Sendable, Hashable {
  /// The largest source file, in bytes.
  public var fileBytes = 64 << 20
  /// How deep messages (and groups) may nest; protoc's bound.
  public var messageNesting = 31
  /// How deep a `{ … }` option value may nest.
  public var aggregateNesting = 100
  /// How many errors one file reports before the rest of them is left out.
  public var errorsPerFile = 100
  /// How many files one run reads, dependencies included.
  public var files = 100_000

  /// The default bounds.
  public init() {}
}
