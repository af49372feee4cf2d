import ArgumentParser
import Martlet
import RouteGuideAPI

@main struct RouteGuideClient: AsyncParsableCommand {
  @Option(help: "The server's port on this machine.") var port = 50052

  func run() async throws {
    try await withChannel(to: "127.0.0.1:\(port)") { channel in
      let guide = RouteGuide.Client(channel)
      try await getFeature(guide)
      try await listFeatures(guide)
      try await recordRoute(guide)
      try await routeChat(guide)
    }
  }

  /// Unary: the request's fields as arguments, like a local function.
  private func getFeature(_ guide: RouteGuide.Client) async throws {
    let feature = try await guide.getFeature(latitude: 470_515_600, longitude: 83_075_200)
    print("unary: \(feature.name)")
  }

  /// Server streaming: a plain loop; leaving it early cancels the call.
  private func listFeatures(_ guide: RouteGuide.Client) async throws {
    let area = Area(
      southWest: Point(latitude: 460_000_000, longitude: 60_000_000),
      northEast: Point(latitude: 475_000_000, longitude: 84_000_000))
    for try await feature in guide.listFeatures(area) {
      print("server streaming: \(feature.name)")
    }
  }

  /// Client streaming: any sequence of requests.
  private func recordRoute(_ guide: RouteGuide.Client) async throws {
    let journey = [
      Point(latitude: 462_074_000, longitude: 61_559_000),
      Point(latitude: 464_142_000, longitude: 69_275_000),
      Point(latitude: 470_000_000, longitude: 75_000_000),
      Point(latitude: 470_515_600, longitude: 83_075_200),
    ]
    let summary = try await guide.recordRoute(journey)
    print(
      "client streaming: \(summary.pointCount) points, \(summary.featureCount) sights,",
      "\(Int(summary.distance / 1000)) km")
  }

  /// Bidirectional: both directions in one scope.
  private func routeChat(_ guide: RouteGuide.Client) async throws {
    let bridge = Point(latitude: 470_515_600, longitude: 83_075_200)
    try await guide.routeChat { notes, replies in
      try await notes.write(Note(location: bridge, text: "The paintings are under the roof."))
      try await notes.write(Note(location: bridge, text: "Go early in the morning."))
      notes.finish()
      for try await note in replies { print("bidirectional: \(note.text)") }
    }
  }
}
