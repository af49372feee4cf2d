import Testing

@testable import MartletRPC

@Suite struct ConnectionUpkeepTests {
  private static func upkeep(
    keepalive: Keepalive.Settings? = nil, idle: UInt64? = nil, age: UInt64? = nil,
    grace: UInt64? = nil
  ) -> ConnectionUpkeep {
    var settings = ConnectionUpkeep.Settings()
    settings.keepalive = keepalive
    settings.maxIdle = idle
    settings.maxAge = age
    settings.maxAgeGrace = grace
    return ConnectionUpkeep(settings, now: 1000)
  }

  private static let always = Keepalive.Settings(time: 100, timeout: 20, withoutCalls: true)
  private static let withCalls = Keepalive.Settings(time: 100, timeout: 20, withoutCalls: false)

  private func heard(_ now: UInt64, _ upkeep: inout ConnectionUpkeep) -> Bool {
    upkeep.heard(now: now)
  }

  @Test func aSilentPeerIsAskedAndThenGivenUp() {
    var upkeep = Self.upkeep(keepalive: Self.always)
    #expect(upkeep.due == 1100)
    #expect(upkeep.step(now: 1099) == nil)
    #expect(upkeep.step(now: 1100) == .ping)
    #expect(upkeep.step(now: 1100) == nil)
    #expect(upkeep.due == 1120)
    #expect(upkeep.step(now: 1119) == nil)
    guard case .close(let why)? = upkeep.step(now: 1120) else {
      Issue.record("the connection is not closed")
      return
    }
    #expect(why.contains("keepalive"))
    #expect(upkeep.due == nil)
  }

  @Test func whateverThePeerSaysIsAnAnswer() {
    var upkeep = Self.upkeep(keepalive: Self.always)
    #expect(!heard(1050, &upkeep))
    #expect(upkeep.step(now: 1100) == nil)
    #expect(upkeep.step(now: 1150) == .ping)
    // Even within the same instant.
    #expect(heard(1150, &upkeep))
    #expect(upkeep.step(now: 1170) == nil)
    #expect(upkeep.due == 1250)
  }

  @Test func withoutCallsNobodyIsAskedUnlessThatIsWanted() {
    var upkeep = Self.upkeep(keepalive: Self.withCalls)
    #expect(upkeep.due == nil)
    #expect(upkeep.step(now: 5000) == nil)
    // A call that begins after a long silence asks at once.
    upkeep.callsBegan()
    #expect(upkeep.due == 1100)
    #expect(upkeep.step(now: 5000) == .ping)
    // The answer is awaited even if the call ends meanwhile.
    upkeep.callsEnded(now: 5001)
    #expect(upkeep.due == 5020)
    #expect(heard(5002, &upkeep))
    #expect(upkeep.due == nil)
  }

  @Test func idlenessCountsFromTheLastCall() {
    var upkeep = Self.upkeep(idle: 50)
    #expect(upkeep.due == 1050)
    upkeep.callsBegan()
    #expect(upkeep.due == nil)
    #expect(upkeep.step(now: 2000) == nil)
    upkeep.callsEnded(now: 2000)
    #expect(upkeep.step(now: 2049) == nil)
    #expect(upkeep.step(now: 2050) == .drain("max_idle"))
    #expect(upkeep.step(now: 9000) == nil)
    #expect(upkeep.due == nil)
  }

  @Test func ageEndsInADrainAndTheGraceInAClose() {
    var upkeep = Self.upkeep(age: 500, grace: 30)
    upkeep.callsBegan()
    #expect(upkeep.step(now: 1499) == nil)
    #expect(upkeep.step(now: 1510) == .drain("max_age"))
    #expect(upkeep.due == 1540)
    #expect(upkeep.step(now: 1539) == nil)
    guard case .close? = upkeep.step(now: 1540) else {
      Issue.record("the connection is not closed")
      return
    }
    #expect(upkeep.due == nil)
  }

  @Test func withoutAGraceCallsGoOnForEver() {
    var upkeep = Self.upkeep(age: 500)
    upkeep.callsBegan()
    #expect(upkeep.step(now: 1500) == .drain("max_age"))
    #expect(upkeep.due == nil)
  }

  @Test func timesThatNeverComeDoNotOverflow() {
    let upkeep = Self.upkeep(
      keepalive: .init(time: .max, timeout: .max, withoutCalls: true), idle: .max, age: .max)
    #expect(upkeep.due == nil)
  }
}

@Suite struct PingStrikesTests {
  private static let minute: UInt64 = 60_000_000_000

  /// Whether each of the PINGs is allowed that come at these times while there is a call.
  private static func verdicts(
    at times: [UInt64], sentContent: (UInt64) -> Bool = { _ in false }
  ) -> [Bool] {
    var strikes = PingStrikes(minInterval: 5 * minute, permitsPingsWithoutCalls: false)
    return times.map {
      strikes.allows(pingAt: $0, hasCalls: true, hasSentContent: sentContent($0))
    }
  }

  @Test func twoPingsTooEarlyAreForgivenAndTheThirdIsNot() {
    #expect(Self.verdicts(at: [0, 1, 2, 3]) == [true, true, true, false])
  }

  @Test func pingsAtTheAllowedIntervalAreNoStrikes() {
    let times = (0..<20 as Range<UInt64>).map { $0 * 5 * Self.minute }
    #expect(Self.verdicts(at: times).allSatisfy { $0 })
  }

  @Test func whatTheServerSendsForgivesAll() {
    #expect(Self.verdicts(at: Array(0..<20)) { $0 % 3 == 0 }.allSatisfy { $0 })
  }

  @Test(arguments: [(false, false), (true, true)])
  func withoutCallsPingsMustBePermitted(permitted: Bool, isAllowed: Bool) {
    var strikes = PingStrikes(minInterval: 5 * Self.minute, permitsPingsWithoutCalls: permitted)
    let verdicts = (0..<4 as Range<UInt64>).map {
      strikes.allows(pingAt: $0 * 10 * Self.minute, hasCalls: false, hasSentContent: false)
    }
    #expect(verdicts == [true, true, true, isAllowed])
  }
}
