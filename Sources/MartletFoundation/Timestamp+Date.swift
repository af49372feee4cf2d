public import MartletProtobuf

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Google.Protobuf.Timestamp {
  /// The moment of a date, to the nanosecond, as far as the date has them: a `Date` of today is
  /// exact to about 0.1 µs.
  ///
  /// What is before year 1 or after year 9999 becomes the first or the last valid timestamp, as
  /// `Date.distantPast` does.
  public init(_ date: Date) {
    // What a date stores; counting from 1970 instead would round it once more.
    let sinceReference = date.timeIntervalSinceReferenceDate
    let whole = sinceReference.rounded(.down)
    let offset = Int64(Date.timeIntervalBetween1970AndReferenceDate)
    guard let seconds = Int64(exactly: whole)?.addingReportingOverflow(offset),
      !seconds.overflow, Self.validSeconds.contains(seconds.partialValue)
    else {
      self = sinceReference > 0 ? .latest : .earliest
      return
    }
    let nanos = Int32(((sinceReference - whole) * 1e9).rounded())
    if nanos < 1_000_000_000 {
      self.init(seconds: seconds.partialValue, nanos: nanos)
    } else if seconds.partialValue < Self.validSeconds.upperBound {
      self.init(seconds: seconds.partialValue + 1)
    } else {
      self = .latest
    }
  }

  /// The current time of the system's clock.
  public static var now: Self { Self(Date()) }

  private static var earliest: Self { Self(seconds: validSeconds.lowerBound) }
  private static var latest: Self { Self(seconds: validSeconds.upperBound, nanos: 999_999_999) }
}

extension Date {
  /// The moment of a timestamp, as exactly as a date can have it: about 0.1 µs today.
  public init(_ timestamp: Google.Protobuf.Timestamp) {
    self.init(
      timeIntervalSinceReferenceDate: Double(timestamp.seconds)
        - Date.timeIntervalBetween1970AndReferenceDate + Double(timestamp.nanos) / 1e9)
  }
}
