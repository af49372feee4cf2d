import MartletCodegen

/// What the Swift file of an IDL file is called.
public enum FileNames: String, Sendable, CaseIterable {
  /// `shop/v1/order.idl` becomes `shop+v1+order.martlet.swift`: SwiftPM wants every file name of a
  /// module to be unique, whatever its folder.
  case flat
  /// `shop/v1/order.idl` becomes `shop/v1/order.martlet.swift`.
  case path

  /// The name of the Swift file, for an import path.
  public func name(for idlFile: String) -> String {
    let nested = GeneratedFile.name(for: idlFile)
    return switch self {
    case .flat: nested.split(separator: "/").joined(separator: "+")
    case .path: nested
    }
  }
}
