public import MartletProtobuf

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension ProtoMessage {
  /// Decodes a message from the protobuf binary format.
  ///
  /// - Throws: `ProtoDecodingError` with the fault and its byte offset.
  public init(
    serializedData data: Data, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) {
    let result = data.withUnsafeBytes { bytes -> Result<Self, ProtoDecodingError> in
      Result { () throws(ProtoDecodingError) in try Self(decoding: bytes, limits: limits) }
    }
    self = try result.get()
  }

  /// Encodes the message in the protobuf binary format.
  ///
  /// - Parameter deterministic: see `serializedBytes(deterministic:)`.
  /// - Throws: `ProtoEncodingError` if it would be larger than 2 GiB.
  public func serializedData(deterministic: Bool = false) throws(ProtoEncodingError) -> Data {
    Data(try serializedBytes(deterministic: deterministic))
  }
}

extension Data: ProtoStreamElement {}
