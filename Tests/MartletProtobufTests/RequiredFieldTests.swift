import CodecTesting
import MartletProtobuf
import Testing

/// Messages in which fields are missing that the IDL requires.
@Suite
struct RequiredFieldTests {
  private static let complete = Contract(
    id: 1, rank: .first, plain: .init(), main: .init(flag: true))

  private func encodingError(_ message: some ProtoMessage) -> ProtoEncodingError? {
    do throws(ProtoEncodingError) {
      _ = try message.serializedBytes()
      return nil
    } catch {
      return error
    }
  }

  @Test
  func aCompleteMessagePasses() throws {
    #expect(Self.complete.isInitialized)
    #expect(Self.complete.missingRequiredFields == [])
    let bytes = try Self.complete.serializedBytes()
    #expect(try Contract(serializedBytes: bytes) == Self.complete)
  }

  @Test
  func encodingRefuses() throws {
    var message = Self.complete
    message.rank = nil
    message.main?.flag = nil
    message.items = [.init(flag: false), .init(number: 1)]
    message.byName = ["k\"": .init()]
    message.byNumber = [-5: .init()]
    message.choice = .chosen(.init())
    message.part = .init()
    message.parts = [.init(weight: 1), .init()]
    message.child = .init(id: 2, plain: .init(), main: .init(flag: true))
    let missing = [
      "rank", "main.flag", "child.rank", "items[1].flag", "by_number[-5].flag",
      #"by_name["k\""].flag"#, "chosen.flag", "part.data", "parts[1].weight",
    ]
    #expect(message.missingRequiredFields == missing)
    let error = try #require(encodingError(message))
    #expect(error.reason == .missingRequiredFields)
    #expect(error.messageName == "martlet.contract.Contract")
    #expect(error.missingFields == missing)
    #expect(
      "\(encodingError(Contract(id: 1)) as Any)".contains(
        "cannot encode martlet.contract.Contract: required fields are missing: rank, plain, main"))
    // Behind the prefix of a gRPC message, too.
    #expect(throws: ProtoEncodingError.self) { try FramedMessage(message) }
    // Who wants it all the same gets it.
    let bytes = try message.serializedBytes(partial: true)
    #expect(try Contract(serializedBytes: bytes, partial: true) == message)
  }

  @Test
  func decodingRefuses() throws {
    let bytes = try Holder(contracts: [Self.complete, .init(id: 1)]).serializedBytes(partial: true)
    let error = try #require(fault(Holder.self, bytes))
    #expect(error.reason == .missingRequiredFields)
    #expect(error.messageName == "martlet.contract.Holder")
    #expect(
      error.missingFields == ["contracts[1].rank", "contracts[1].plain", "contracts[1].main"])
    #expect(
      error.description == """
        cannot decode martlet.contract.Holder: required fields are missing: contracts[1].rank, \
        contracts[1].plain, contracts[1].main
        """)
    #expect(fault(Contract.self, [])?.missingFields == ["id", "rank", "plain", "main"])
    #expect(try Contract(serializedBytes: [], partial: true) == Contract())
  }

  /// What is missing after merging is what counts.
  @Test
  func mergingCompletes() throws {
    var message = Contract(id: 1, rank: .first)
    let rest = try Contract(plain: .init(), main: .init(flag: true)).serializedBytes(partial: true)
    try message.merge(serializedBytes: rest)
    #expect(message == Self.complete)
    #expect(throws: ProtoDecodingError.self) {
      try message.merge(serializedBytes: Wire.bytes(6, []))
    }
    #expect(message.items == [.init()])
    try message.merge(serializedBytes: Wire.bytes(6, []), partial: true)
    #expect(message.items.count == 2)
  }

  @Test
  func ofManyTheFirstFewAreNamed() throws {
    let message = Holder(contracts: [.init(items: Array(repeating: .init(), count: 20))])
    #expect(message.missingRequiredFields.count == 24)
    #expect(encodingError(message)?.description.hasSuffix("items[5].flag and 14 more") == true)
    // A short message may lack so many that telling of all of them would take more memory than it.
    let bytes = (0..<5000).flatMap { _ in Wire.bytes(1, []) }
    let error = try #require(fault(Holder.self, bytes))
    #expect(error.missingFields.count == 100)
    #expect(error.missingFields.last == "contracts[24].main")
    #expect(error.description.hasSuffix("contracts[2].rank and many more"))
    #expect(try Holder(serializedBytes: bytes, partial: true).missingRequiredFields.count == 20000)
  }

  @Test
  func messagesWithoutRequiredFieldsAreAlwaysComplete() {
    #expect(Plain().isInitialized)
    #expect(Plain(plain: .init()).missingRequiredFields == [])
    // A description shows what there is.
    #expect(Contract(id: 1).description == "martlet.contract.Contract { id: 1 }")
  }

  @Test(arguments: 1...2)
  func asInPython(seed: Int) throws {
    for sample in try Driver.missing("martlet.contract.Holder", seed: seed, count: 40) {
      let message = try Holder(serializedBytes: sample.bytes, partial: true)
      // Keys that are strings are escaped differently.
      let ours = message.missingRequiredFields.filter { !$0.contains("by_name[") }.sorted()
      #expect(
        ours
          == sample.paths.filter { !$0.contains("by_name[") && $0.contains("contracts") }.sorted())
      #expect(message.isInitialized == sample.paths.isEmpty)
      #expect(try message.serializedBytes(partial: true).isEmpty == sample.bytes.isEmpty)
    }
  }

  /// An extension is kept encoded: who reads it learns what it lacks.
  @Test
  func extensionsAreLookedIntoWhenTheyAreRead() throws {
    var message = Defaults()
    message.kept = .init(number: 1)
    message.contracts = [Self.complete, .init(id: 1, main: .init())]
    #expect(message.isInitialized)
    let read = try Defaults(serializedBytes: try message.serializedBytes())
    let single = #expect(throws: ProtoDecodingError.self) { try read.value(of: Defaults.kept) }
    #expect(single?.reason == .missingRequiredFields)
    #expect(single?.missingFields == ["[martlet.contract.kept].flag"])
    let several = #expect(throws: ProtoDecodingError.self) {
      try read.value(of: Defaults.contracts)
    }
    let second = "[martlet.contract.contracts][1]"
    #expect(
      several?.missingFields == [second + ".rank", second + ".plain", second + ".main.flag"])
    // Who wants it all the same gets it.
    #expect(try read.value(of: Defaults.kept, partial: true) == message.kept)
    #expect(read.contracts == message.contracts)
    #expect(read.hasExtension(Defaults.kept))
    message.kept?.flag = true
    #expect(try message.value(of: Defaults.kept)?.flag == true)
  }
}
