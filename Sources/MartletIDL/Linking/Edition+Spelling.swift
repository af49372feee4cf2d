internal import MartletDescriptors
internal import MartletProtobuf

extension Google.Protobuf.Edition {
  /// The edition that `edition = "…";` names, if there is one.
  init?(spelling: [UInt8]) {
    guard let known = Self.spellings.first(where: { Array($0.utf8) == spelling }) else {
      return nil
    }
    switch known {
    case "2023": self = .edition2023
    case "2024": self = .edition2024
    case "2026": self = .edition2026
    default: self = .unstable
    }
  }

  private static let spellings = ["2023", "2024", "2026", "UNSTABLE"]

  /// What to call it in messages: `proto3`, `edition 2023`.
  var noun: String {
    switch self {
    case .proto2: "proto2"
    case .proto3: "proto3"
    case .edition2023: "edition 2023"
    case .edition2024: "edition 2024"
    case .edition2026: "edition 2026"
    case .unstable: "edition UNSTABLE"
    default: "edition number \(rawValue)"
    }
  }

  /// Whether it is this edition or a later one.
  func isAtLeast(_ other: Google.Protobuf.Edition) -> Bool { rawValue >= other.rawValue }
}
