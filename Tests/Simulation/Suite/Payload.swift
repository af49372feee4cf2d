import InteropAPI
import MartletTesting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of each message: parts of one block of noise, so that they tell which message they are of
/// and in which order they belong, and cost little to make and to compare.
enum Payload {
  enum Side: Int { case request, response }

  private static let noise: [UInt8] = {
    var random = SeededRandom(seed: 7)
    let words = (0..<(1 << 17)).map { _ in random.next() }
    return words.withUnsafeBytes { Array($0) }
  }()

  static func bytes(_ side: Side, call: Int, index: Int, size: Int) -> [UInt8] {
    noise.withUnsafeBytes { noise in
      Array(noise[range(side, call, index, size)])
    }
  }

  static func isRight(
    _ bytes: [UInt8], _ side: Side, call: Int, index: Int, size: Int
  ) -> Bool {
    guard bytes.count == size else { return false }
    return noise.withUnsafeBytes { noise in
      bytes.withUnsafeBytes { bytes in
        guard let left = noise.baseAddress, let right = bytes.baseAddress else { return true }
        return memcmp(left + range(side, call, index, size).lowerBound, right, size) == 0
      }
    }
  }

  private static func range(_ side: Side, _ call: Int, _ index: Int, _ size: Int) -> Range<Int> {
    let start = (call * 7919 + index * 104_729 + side.rawValue * 31) % (noise.count / 2)
    return start..<start + min(size, noise.count / 2)
  }
}

extension CallPlan {
  func request(_ index: Int) -> EchoRequest {
    let size = requestSizes[index]
    return EchoRequest(
      payload: Payload.bytes(.request, call: id, index: index, size: size), count: Int32(index))
  }

  func response(_ index: Int) -> EchoReply {
    let size = responseSizes[index]
    return EchoReply(
      payload: Payload.bytes(.response, call: id, index: index, size: size), index: Int32(index))
  }

  /// Whether `request` is the one that comes at `index`.
  func matches(_ request: EchoRequest, _ index: Int) -> Bool {
    index < requestSizes.count && request.count == Int32(index)
      && Payload.isRight(
        request.payload, .request, call: id, index: index, size: requestSizes[index])
  }

  func matches(_ reply: EchoReply, _ index: Int) -> Bool {
    index < responseSizes.count && reply.index == Int32(index)
      && Payload.isRight(
        reply.payload, .response, call: id, index: index, size: responseSizes[index])
  }
}
