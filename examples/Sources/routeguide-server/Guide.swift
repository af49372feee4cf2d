import Martlet
import RouteGuideAPI

/// The service. It is an actor, as travellers share the notes that they leave.
actor Guide: RouteGuide.Service {
  private let features = Sights.all
  private var notes: [Point: [Note]] = [:]

  func getFeature(_ request: Point, context: ServerContext) async throws -> Feature {
    features.first { $0.location == request } ?? Feature(location: request)
  }

  func listFeatures(
    _ request: Area, responses: ResponseWriter<Feature>, context: ServerContext
  ) async throws {
    for feature in features where request.contains(feature.location ?? Point()) {
      try await responses.write(feature)
    }
  }

  func recordRoute(
    _ requests: RequestStream<Point>, context: ServerContext
  ) async throws -> RouteSummary {
    var summary = RouteSummary()
    var previous: Point?
    for try await point in requests {
      summary.pointCount += 1
      if features.contains(where: { $0.location == point }) { summary.featureCount += 1 }
      if let previous { summary.distance += previous.metres(to: point) }
      previous = point
    }
    return summary
  }

  func routeChat(
    _ requests: RequestStream<Note>, responses: ResponseWriter<Note>, context: ServerContext
  ) async throws {
    for try await note in requests {
      let place = note.location ?? Point()
      for earlier in notes[place, default: []] { try await responses.write(earlier) }
      notes[place, default: []].append(note)
    }
  }
}
