#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RPCMetadata {
  /// What is wrong with the first entry that cannot be sent, or nil if all of them can.
  package var problem: RPCError? {
    for entry in entries {
      if let reason = entry.problem {
        return RPCError(.internal, "metadata key \"\(entry.key)\" cannot be sent: \(reason)")
      }
    }
    return nil
  }
}

extension RPCMetadata.Entry {
  var problem: String? {
    guard !key.isEmpty else { return "it is empty" }
    guard key.utf8.allSatisfy(Self.isKeyByte) else {
      return "a key consists of a-z, 0-9, \"_\", \"-\" and \".\""
    }
    guard !ReservedHeader.isReserved(key) else { return "gRPC keeps this name for itself" }
    switch value {
    case .binary:
      return key.hasSuffix("-bin") ? nil : "binary values need a key that ends in \"-bin\""
    case .ascii(let text):
      if key.hasSuffix("-bin") { return "a key that ends in \"-bin\" needs a binary value" }
      let printable = text.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7e }
      return printable ? nil : "its value has bytes outside printable ASCII"
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// The header names that are not custom metadata.
enum ReservedHeader {
  /// Whether `name`, in lower case, belongs to gRPC or HTTP and not to the user.
  static func isReserved(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { isReserved(UnsafeRawBufferPointer($0)) }
  }

  static func isReserved(_ name: UnsafeRawBufferPointer) -> Bool {
    guard let first = name.first else { return true }
    switch first {
    case UInt8(ascii: ":"): return true
    case UInt8(ascii: "g"): return name.starts(with: "grpc-")
    case UInt8(ascii: "c"):
      return name.equals("content-type") || name.equals("content-length")
        || name.equals("connection")
    case UInt8(ascii: "t"): return name.equals("te") || name.equals("transfer-encoding")
    case UInt8(ascii: "h"): return name.equals("host")
    case UInt8(ascii: "k"): return name.equals("keep-alive")
    case UInt8(ascii: "p"): return name.equals("proxy-connection")
    case UInt8(ascii: "u"): return name.equals("upgrade")
    default: return false
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are exactly those of `text`. Makes no String.
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }

  func starts(with text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count >= length, let base = baseAddress else { return length == 0 }
    return memcmp(base, text.utf8Start, length) == 0
  }
}
