import Foundation
import RouteGuideAPI

extension Area {
  func contains(_ point: Point) -> Bool {
    guard let southWest, let northEast else { return false }
    return (southWest.latitude...max(southWest.latitude, northEast.latitude))
      .contains(point.latitude)
      && (southWest.longitude...max(southWest.longitude, northEast.longitude))
        .contains(point.longitude)
  }
}

extension Point {
  private var radians: (latitude: Double, longitude: Double) {
    (Double(latitude) * 1e-7 * .pi / 180, Double(longitude) * 1e-7 * .pi / 180)
  }

  /// The distance along the surface of the earth (haversine formula).
  func metres(to other: Point) -> Double {
    let (from, to) = (radians, other.radians)
    let latitude = sin((to.latitude - from.latitude) / 2)
    let longitude = sin((to.longitude - from.longitude) / 2)
    let chord =
      latitude * latitude + cos(from.latitude) * cos(to.latitude) * longitude * longitude
    return 6_371_000 * 2 * atan2(chord.squareRoot(), (1 - chord).squareRoot())
  }
}
