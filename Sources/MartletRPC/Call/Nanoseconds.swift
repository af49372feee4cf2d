/// `duration` in whole nanoseconds: 0 if it is negative, and at most what 64 bits hold.
package func nanoseconds(_ duration: Duration) -> UInt64 {
  let (seconds, attoseconds) = duration.components
  guard seconds >= 0, attoseconds >= 0 else { return 0 }
  let (scaled, isTooLarge) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
  let (sum, overflow) = scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
  return isTooLarge || overflow ? .max : sum
}
