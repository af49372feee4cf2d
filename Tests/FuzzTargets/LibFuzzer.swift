import Foundation

// What libFuzzer calls; scripts/fuzz links it to this. In the tests nobody calls it.

/// The target that the environment names, `MARTLET_FUZZ_TARGET`.
private let chosen: FuzzTarget? = ProcessInfo.processInfo.environment["MARTLET_FUZZ_TARGET"]
  .flatMap { FuzzTarget(rawValue: $0) }

/// Called once with the arguments of the process.
@c(LLVMFuzzerInitialize)
public func initializeFuzzer(
  _: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?
) -> CInt {
  if chosen != nil { return 0 }
  let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(Data("MARTLET_FUZZ_TARGET must be one of: \(names)\n".utf8))
  exit(2)
}

/// Called for each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen?.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// Called as one of libFuzzer's ways to make an input of two: token by token, where there are any.
@c(LLVMFuzzerCustomCrossOver)
public func crossOver(
  _ first: UnsafePointer<UInt8>?, _ firstCount: Int, _ second: UnsafePointer<UInt8>?,
  _ secondCount: Int, _ output: UnsafeMutablePointer<UInt8>?, _ capacity: Int, _ seed: CUnsignedInt
) -> Int {
  guard let output, chosen?.isText == true else { return 0 }
  var mutator = TokenMutator(seed: UInt64(seed))
  let mutant = mutator.mutate(
    Array(UnsafeBufferPointer(start: first, count: firstCount)),
    with: Array(UnsafeBufferPointer(start: second, count: secondCount)))
  let bytes = mutant.prefix(capacity)
  for (offset, byte) in bytes.enumerated() { output[offset] = byte }
  return bytes.count
}
