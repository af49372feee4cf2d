/// Received metadata as it came: names and values in one byte array.
///
/// Most calls never look at their metadata, so nothing is parsed and no String is made until
/// somebody asks; a call without custom metadata allocates nothing.
package struct MetadataBlock: Sendable {
  /// Each entry: name length, value length (four bytes each), name, value.
  private var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool { bytes.isEmpty }

  package mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    // Room for a few entries at once: most calls that have any have no more.
    if bytes.isEmpty { bytes.reserveCapacity(max(128, 8 + name.count + value.count)) }
    let counts = (
      UInt32(truncatingIfNeeded: name.count), UInt32(truncatingIfNeeded: value.count)
    )
    withUnsafeBytes(of: counts) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: name)
    bytes.append(contentsOf: value)
  }

  /// Parses the entries. A binary value that is not base64 is left out: nobody could use it.
  package func metadata() -> RPCMetadata {
    var result = RPCMetadata()
    bytes.withUnsafeBytes { raw in
      var position = 0
      while position < raw.count {
        let nameCount = Int(raw.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        let valueCount = Int(raw.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self))
        let name = UnsafeRawBufferPointer(rebasing: raw[(position + 8)...].prefix(nameCount))
        position += 8 + nameCount
        let value = UnsafeRawBufferPointer(rebasing: raw[position...].prefix(valueCount))
        position += valueCount
        result.append(received: name, value)
      }
    }
    return result
  }
}

extension RPCMetadata {
  fileprivate mutating func append(
    received name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) {
    let key = String(decoding: name, as: UTF8.self)
    guard key.hasSuffix("-bin") else {
      return append(String(decoding: value, as: UTF8.self), for: key)
    }
    // Intermediaries may join repeated values with commas (RFC 9110 §5.3); base64 has none.
    for part in value.split(separator: UInt8(ascii: ",")) {
      let part = UnsafeRawBufferPointer(rebasing: part)
      if let decoded = Base64.decode(part) { append(binary: decoded, for: key) }
    }
    if value.isEmpty { append(binary: [], for: key) }
  }
}
