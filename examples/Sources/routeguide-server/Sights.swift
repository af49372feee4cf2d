import RouteGuideAPI

/// The sights that the guide knows.
enum Sights {
  static let all: [Feature] = [
    sight("Kapellbrücke, Lucerne", 470_515_600, 83_075_200),
    sight("Rhine Falls, Schaffhausen", 476_779_000, 86_155_000),
    sight("Jungfraujoch", 465_475_000, 79_853_000),
    sight("Château de Chillon", 464_142_000, 69_275_000),
    sight("Castelgrande, Bellinzona", 461_930_000, 90_222_000),
    sight("Jet d'Eau, Geneva", 462_074_000, 61_559_000),
  ]

  private static func sight(_ name: String, _ latitude: Int32, _ longitude: Int32) -> Feature {
    Feature(name: name, location: Point(latitude: latitude, longitude: longitude))
  }
}
