extension Google.Protobuf.Duration {
  /// The seconds that a duration may have: about 10,000 years either way.
  public static let validSeconds: ClosedRange<Int64> = -315_576_000_000...315_576_000_000

  /// Whether it is within about 10,000 years, with less than a second of nanoseconds that have the
  /// sign of the seconds. Others have no JSON form (`google/protobuf/duration.proto`).
  public var isValid: Bool {
    Self.validSeconds.contains(seconds) && nanos.magnitude < 1_000_000_000
      && (seconds >= 0 || nanos <= 0) && (seconds <= 0 || nanos >= 0)
  }

  /// A duration of Swift's; what is finer than a nanosecond is cut off.
  public init(_ duration: Swift.Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds: seconds, nanos: Int32(truncatingIfNeeded: attoseconds / 1_000_000_000))
  }
}

extension Swift.Duration {
  /// The same duration. Parts of different signs are added up.
  public init(_ duration: Google.Protobuf.Duration) {
    self = .seconds(duration.seconds) + .nanoseconds(Int64(duration.nanos))
  }
}

/// By length. Unknown fields take part in equality alone.
extension Google.Protobuf.Duration: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    Swift.Duration(left) < Swift.Duration(right)
  }
}
