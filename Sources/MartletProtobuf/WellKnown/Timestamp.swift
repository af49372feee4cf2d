extension Google.Protobuf.Timestamp {
  /// The seconds that a timestamp may have: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
  public static let validSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Whether it is between the years 1 and 9999, with less than a second of nanoseconds that count
  /// forward. Others have no JSON form (`google/protobuf/timestamp.proto`).
  public var isValid: Bool {
    Self.validSeconds.contains(seconds) && (0..<1_000_000_000).contains(nanos)
  }

  /// The time that passed from one to the other.
  public static func - (later: Self, earlier: Self) -> Swift.Duration {
    later.sinceEpoch - earlier.sinceEpoch
  }

  /// Since 1970-01-01T00:00:00Z.
  private var sinceEpoch: Swift.Duration { .seconds(seconds) + .nanoseconds(Int64(nanos)) }
}

/// In the order of time. Unknown fields take part in equality alone.
extension Google.Protobuf.Timestamp: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.sinceEpoch < right.sinceEpoch }
}
