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
    upkeep.heard(now: 1050)
    #expect(upkeep.step(now: 1100) == nil)
    #expect(upkeep.step(now: 1150) == .ping)
    // Even within the same instant.
    upkeep.heard(now: 1150)
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
    upkeep.heard(now: 5002)
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

  @Test func twoPingsTooEarlyAreForgivenAndTheThirdIsNot() {
    var strikes = PingStrikes(minInterval: 5 * Self.minute, permitsPingsWithoutCalls: false)
    #expect(strikes.allows(pingAt: 0, hasCalls: true, hasSentContent: false))
    #expect(strikes.allows(pingAt: 1, hasCalls: true, hasSentContent: false))
    #expect(strikes.allows(pingAt: 2, hasCalls: true, hasSentContent: false))
    #expect(!strikes.allows(pingAt: 3, hasCalls: true, hasSentContent: false))
  }

  @Test func pingsAtTheAllowedIntervalAreNoStrikes() {
    var strikes = PingStrikes(minInterval: 5 * Self.minute, permitsPingsWithoutCalls: false)
    for turn in 0..<20 as Range<UInt64> {
      #expect(
        strikes.allows(pingAt: turn * 5 * Self.minute, hasCalls: true, hasSentContent: false))
    }
  }

  @Test func whatTheServerSendsForgivesAll() {
    var strikes = PingStrikes(minInterval: 5 * Self.minute, permitsPingsWithoutCalls: false)
    for turn in 0..<20 as Range<UInt64> {
      #expect(strikes.allows(pingAt: turn, hasCalls: true, hasSentContent: turn % 3 == 0))
    }
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
