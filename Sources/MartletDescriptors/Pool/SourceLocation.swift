public import MartletProtobuf

/// Where something is declared in its source, and the comments around it.
public struct SourceLocation: Hashable, Sendable {
  /// The first line, counted from 0.
  public var startLine: Int
  /// The first byte's column, counted from 0; a tab counts up to the next multiple of 8.
  public var startColumn: Int
  /// The last line.
  public var endLine: Int
  /// The column behind the last byte.
  public var endColumn: Int
  /// The comment right before it, without comment marks.
  public var leadingComments: String?
  /// The comment right behind it.
  public var trailingComments: String?
  /// Comments before it that an empty line sets apart.
  public var leadingDetachedComments: [String]

  /// The location as `SourceCodeInfo` has it; nil if its span is none.
  public init?(_ location: Google.Protobuf.SourceCodeInfo.Location) {
    let span = location.span.map(Int.init)
    switch span.count {
    case 3: (startLine, startColumn, endLine, endColumn) = (span[0], span[1], span[0], span[2])
    case 4: (startLine, startColumn, endLine, endColumn) = (span[0], span[1], span[2], span[3])
    default: return nil
    }
    leadingComments = location.leadingComments
    trailingComments = location.trailingComments
    leadingDetachedComments = location.leadingDetachedComments
  }
}
