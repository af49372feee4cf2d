import CodecTesting
import Foundation
import MartletFoundation
import MartletProtobuf
import Testing

/// The well-known types as Swift values.
@Suite
struct WellKnownTypeTests {
  typealias Timestamp = Google.Protobuf.Timestamp
  typealias Value = Google.Protobuf.Value

  @Test
  func durations() {
    #expect(Google.Protobuf.Duration(.milliseconds(1500)) == .init(seconds: 1, nanos: 500_000_000))
    #expect(
      Google.Protobuf.Duration(.milliseconds(-1500)) == .init(seconds: -1, nanos: -500_000_000))
    #expect(Google.Protobuf.Duration(Swift.Duration(attoseconds: 1_999_999_999)).nanos == 1)
    #expect(
      Swift.Duration(Google.Protobuf.Duration(seconds: 2, nanos: 5)) == .nanoseconds(2_000_000_005))
    let odd = Google.Protobuf.Duration(seconds: 1, nanos: -500_000_000)
    #expect(!odd.isValid)
    #expect(Swift.Duration(odd) == .milliseconds(500))
    #expect(Google.Protobuf.Duration(seconds: 1) < .init(seconds: 1, nanos: 1))
    // Whatever arrives, nothing traps.
    for seconds in [Int64.min, .max] {
      for nanos in [Int32.min, .max] {
        let extreme = Google.Protobuf.Duration(seconds: seconds, nanos: nanos)
        #expect(!extreme.isValid)
        _ = Swift.Duration(extreme)
        let moment = Timestamp(seconds: seconds, nanos: nanos)
        #expect(!moment.isValid)
        _ = moment - Timestamp(seconds: -1 - seconds, nanos: nanos)
        _ = Date(moment)
      }
    }
  }

  @Test(arguments: [
    (Timestamp(seconds: 0), 0.0), (Timestamp(seconds: 1, nanos: 500_000_000), 1.5),
    (Timestamp(seconds: -1, nanos: 500_000_000), -0.5),
    (Timestamp(seconds: 1_795_825_215, nanos: 250_000_000), 1_795_825_215.25),
  ])
  func datesAndTimestamps(timestamp: Timestamp, since1970: Double) {
    let date = Date(timeIntervalSince1970: since1970)
    #expect(Timestamp(date) == timestamp)
    #expect(Date(timestamp) == date)
    #expect(timestamp.isValid)
  }

  @Test
  func datesOutOfRangeBecomeTheLastValidOnes() {
    #expect(
      Timestamp(Date(timeIntervalSince1970: 1e15)).seconds == Timestamp.validSeconds.upperBound)
    #expect(
      Timestamp(Date(timeIntervalSince1970: -.infinity)).seconds
        == Timestamp.validSeconds.lowerBound)
    #expect(Timestamp(Date(timeIntervalSince1970: .nan)).isValid)
    #expect(Timestamp(.distantFuture).isValid)
    // Half a nanosecond before a second is that second.
    #expect(Timestamp(Date(timeIntervalSinceReferenceDate: 1.9999999999)).nanos == 0)
    #expect(Timestamp.now - Timestamp(Date(timeIntervalSinceNow: -3600)) > .seconds(3500))
  }

  @Test
  func anyHoldsAMessage() throws {
    let inner = Everything.Inner(number: 7, text: "x")
    let any = try Google.Protobuf.AnyMessage(packing: inner)
    #expect(any.typeUrl == "type.googleapis.com/martlet.test.Everything.Inner")
    #expect(any.messageName == "martlet.test.Everything.Inner")
    #expect(any.contains(Everything.Inner.self))
    #expect(try any.unpack(Everything.Inner.self) == inner)
    #expect(try any.unpack(Half.self) == nil)
    let registry = ProtoTypeRegistry([Half.self, Everything.Inner.self])
    #expect(try any.unpack(using: registry) as? Everything.Inner == inner)
    #expect(try any.unpack(using: ProtoTypeRegistry([Half.self])) == nil)
    let elsewhere = try Google.Protobuf.AnyMessage(packing: inner, typeURLPrefix: "x.org/a/")
    #expect(elsewhere.typeUrl == "x.org/a/martlet.test.Everything.Inner")
    var broken = any
    broken.value = [0x08]
    #expect(throws: ProtoDecodingError.self) { try broken.unpack(Everything.Inner.self) }
    #expect(throws: ProtoDecodingError.self) { try broken.unpack(using: registry) }
  }

  @Test
  func structsAreWrittenAsLiterals() {
    var ada: Google.Protobuf.Struct = [
      "name": "Ada", "born": 1815, "ratio": 0.5, "tags": [true, nil], "home": ["city": "London"],
    ]
    #expect(ada["name"]?.string == "Ada")
    #expect(ada["born"]?.number == 1815)
    #expect(ada["tags"]?[0]?.bool == true)
    #expect(ada["tags"]?[1]?.isNull == true)
    #expect(ada["tags"]?[2] == nil)
    #expect(ada["home"]?["city"]?.string == "London")
    #expect(ada["home"]?.object?.count == 1)
    #expect(ada["tags"]?.list?.count == 2)
    #expect(ada["none"] == nil)
    #expect(ada["name"]?["x"] == nil)
    ada["name"] = nil
    ada["born"] = .null
    #expect(ada["name"] == nil)
    #expect(ada["born"]?.isNull == true)
    #expect(ada.fields.count == 4)
    let list: Google.Protobuf.ListValue = [1, "two", ["a": 3]]
    #expect(list.values == [Value(1), Value("two"), Value(["a": 3] as Google.Protobuf.Struct)])
    let same: Google.Protobuf.Struct = ["a": 1, "a": 2]
    #expect(same == ["a": 2])
  }

  @Test
  func wrappersAreWrittenAsLiterals() {
    let message = Everything.with { $0.wrapped = "text" }
    #expect(message.wrapped?.value == "text")
    #expect(Google.Protobuf.Int64Value(5) == 5)
    #expect(Google.Protobuf.BoolValue(true) == true)
    #expect(Google.Protobuf.DoubleValue(0.5).value == 0.5)
    #expect(Google.Protobuf.BytesValue([1]).value == [1])
  }

  @Test
  func messagesAsData() throws {
    let inner = Everything.Inner(number: 7, text: "x")
    let data = try inner.serializedData()
    #expect(Array(data) == (try inner.serializedBytes()))
    #expect(try Everything.Inner(serializedData: data) == inner)
    // A slice begins elsewhere.
    #expect(try Everything.Inner(serializedData: (Data([1, 2]) + data).dropFirst(2)) == inner)
    #expect(throws: ProtoDecodingError.self) { try Everything.Inner(serializedData: Data([8])) }
  }
}
