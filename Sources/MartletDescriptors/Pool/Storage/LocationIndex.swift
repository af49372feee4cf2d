import MartletProtobuf

/// The places of a file's source by the path to what they are the place of.
final class LocationIndex: Sendable {
  private let locations: [Google.Protobuf.SourceCodeInfo.Location]
  private let byPath: [[Int32]: Int]

  init(_ info: Google.Protobuf.SourceCodeInfo?) {
    locations = info?.location ?? []
    var byPath: [[Int32]: Int] = [:]
    byPath.reserveCapacity(locations.count)
    for (index, location) in locations.enumerated() where byPath[location.path] == nil {
      byPath[location.path] = index
    }
    self.byPath = byPath
  }

  func location(at path: [Int32]) -> SourceLocation? {
    byPath[path].flatMap { SourceLocation(locations[$0]) }
  }
}
