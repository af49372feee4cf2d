/// A Swift file as it is to be written.
public struct GeneratedFile: Hashable, Sendable {
  /// The path: that of the IDL file, with the ending `.martlet.swift`.
  public var name: String
  public var contents: String

  public init(name: String, contents: String) {
    self.name = name
    self.contents = contents
  }

  /// `routes/v1/guide.idl` becomes `routes/v1/guide.martlet.swift`.
  public static func name(for idlFile: String) -> String {
    let slash = idlFile.lastIndex(of: "/")
    guard let dot = idlFile.lastIndex(of: "."), slash.map({ $0 < dot }) ?? true else {
      return idlFile + ".martlet.swift"
    }
    return idlFile[..<dot] + ".martlet.swift"
  }
}
