import CodecTesting
import MartletProtobuf
import Testing

/// What an optional field reads as while it is not set: `nameOrDefault` beside `name`.
@Suite
struct DefaultTests {
  @Test
  func declaredDefaults() {
    var message = Defaults()
    #expect(message.text == nil)
    #expect(message.textOrDefault == "plain")
    #expect(message.rankOrDefault == .high)
    #expect(message.floatNanOrDefault.isNaN)
    message.text = ""
    #expect(message.textOrDefault == "")
    // A default is not sent.
    #expect(Defaults() == (try? Defaults(serializedBytes: [])))
  }

  @Test
  func withoutADeclarationItIsTheZeroOfTheType() {
    let message = Defaults()
    #expect(message.noNumberOrDefault == 0)
    #expect(message.noDataOrDefault == [])
    // The first value, not the one of number 0.
    #expect(message.noRankOrDefault == .first)
  }

  /// A oneof is one optional for all its members, so only a declared default shows.
  @Test
  func membersOfAOneof() {
    var message = Defaults()
    #expect(message.byNumberOrDefault == 42)
    message.choice = .byText("x")
    #expect(message.byNumberOrDefault == 42)
    message.choice = .byNumber(1)
    #expect(message.byNumberOrDefault == 1)
  }

  @Test
  func submessages() {
    var message = Defaults()
    #expect(message.plainOrDefault.plainOrDefault.numberOrDefault == 0)
    #expect(message.plain == nil)
    message.plainOrDefault.plainOrDefault.number = 5
    #expect(message.plain == .init(plain: .init(number: 5)))
    // The same for any optional message.
    var byName: [String: Plain] = [:]
    byName["a"].orDefault.number = 1
    #expect(byName == ["a": .init(number: 1)])
    #expect(byName["b"].orDefault == Plain())
  }

  @Test
  func extensions() throws {
    var message = Defaults()
    #expect(message.titleOrDefault == "untitled")
    message.extraOrDefault.number = 1
    #expect(message.extra == .init(number: 1))
    #expect(try message.serializedBytes() == Wire.bytes(101, Wire.varint(1, 1)))
  }

  @Test
  func asInPython() throws {
    let message = Defaults()
    let filled = Defaults.with {
      $0.minInt32 = message.minInt32OrDefault
      $0.minInt64 = message.minInt64OrDefault
      $0.maxUint32 = message.maxUint32OrDefault
      $0.maxUint64 = message.maxUint64OrDefault
      $0.hex = message.hexOrDefault
      $0.octal = message.octalOrDefault
      $0.small = message.smallOrDefault
      $0.large = message.largeOrDefault
      $0.floatInf = message.floatInfOrDefault
      $0.floatMinusInf = message.floatMinusInfOrDefault
      $0.floatNan = message.floatNanOrDefault
      $0.floatTiny = message.floatTinyOrDefault
      $0.floatMax = message.floatMaxOrDefault
      $0.doubleInf = message.doubleInfOrDefault
      $0.doubleNan = message.doubleNanOrDefault
      $0.minusZero = message.minusZeroOrDefault
      $0.tiny = message.tinyOrDefault
      $0.third = message.thirdOrDefault
      $0.whole = message.wholeOrDefault
      $0.yes = message.yesOrDefault
      $0.no = message.noOrDefault
      $0.text = message.textOrDefault
      $0.oddText = message.oddTextOrDefault
      $0.data = message.dataOrDefault
      $0.rank = message.rankOrDefault
      $0.low = message.lowOrDefault
      $0.noNumber = message.noNumberOrDefault
      $0.noDouble = message.noDoubleOrDefault
      $0.noBool = message.noBoolOrDefault
      $0.noText = message.noTextOrDefault
      $0.noData = message.noDataOrDefault
      $0.noRank = message.noRankOrDefault
    }
    #expect(difference(dump(filled), try Driver.defaults(Defaults.protoMessageName)) == "")
  }
}
