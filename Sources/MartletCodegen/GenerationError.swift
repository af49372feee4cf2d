import MartletDescriptors

/// Why there is no Swift for an IDL file that is right in itself.
public struct GenerationError: Error, Hashable, Sendable {
  /// What is in the way and how to solve it.
  public let message: String
  /// The IDL file.
  public let file: String

  public init(_ message: String, file: String) {
    self.message = message
    self.file = file
  }

  /// The same for descriptors that are no good.
  init(_ error: DescriptorPoolError) {
    let element = error.element.isEmpty ? "" : error.element + ": "
    self.init(element + error.reason.explanation, file: error.file)
  }
}

extension GenerationError: CustomStringConvertible {
  public var description: String { "\(file): error: \(message)" }
}
