import Foundation
import Martlet

/// What a case found to be otherwise than it should.
struct InteropFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) throws {
  guard found == wanted else {
    throw InteropFailure("\(what): found \(found), wanted \(wanted)")
  }
}

func expectZeros(_ what: String, _ payload: Payload?, count: Int) throws {
  try expect("\(what)'s size", payload?.body.count ?? 0, count)
  guard payload?.body.withUnsafeBytes(isZeros) != false else {
    throw InteropFailure("\(what) is not made of zeros")
  }
}

/// Each byte is as the one before it, by one call: a loop over a large payload takes 9 ms in a debug
/// build.
private func isZeros(_ bytes: UnsafeRawBufferPointer) -> Bool {
  guard let base = bytes.baseAddress, let first = bytes.first else { return true }
  return first == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
}

/// The call in `body` must end with the status `code`; returns its error.
@discardableResult
func expectFailure(
  _ what: String, _ code: RPCStatus.Code, _ body: () async throws -> Void
) async throws -> RPCError {
  let error = try await expectAnyFailure(what, body)
  guard error.code == code else { throw InteropFailure("\(what): \(error), wanted \(code)") }
  return error
}

/// The call in `body` must not succeed; returns its error.
@discardableResult
func expectAnyFailure(
  _ what: String, _ body: () async throws -> Void
) async throws -> RPCError {
  do {
    try await body()
  } catch let error as RPCError {
    return error
  }
  throw InteropFailure("\(what): the call succeeded")
}
