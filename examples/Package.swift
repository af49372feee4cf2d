// swift-tools-version: 6.3
import PackageDescription

let martlet: Target.Dependency = .product(name: "Martlet", package: "martlet")
let martletPlugin: Target.PluginUsage = .plugin(name: "MartletPlugin", package: "martlet")
let arguments: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "martlet-examples",
  platforms: [.macOS(.v15)],
  // Martlet's own trait TLS is on by default. Here it is not, so that `scripts/demo` need not compile
  // BoringSSL; `swift build --traits TLS` does, for greeter-tls.
  traits: [.trait(name: "TLS")],
  dependencies: [
    .package(
      name: "martlet", path: "..",
      traits: [.trait(name: "TLS", condition: .when(traits: ["TLS"]))]),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
  ],
  targets: [
    // One library holds the definitions; its server and client depend on it.
    .target(name: "GreeterAPI", dependencies: [martlet], plugins: [martletPlugin]),
    .executableTarget(name: "greeter-server", dependencies: ["GreeterAPI", martlet, arguments]),
    // How services, and what calls them, are tested: docs/testing.md.
    .testTarget(
      name: "GreeterTests",
      dependencies: [
        "GreeterAPI", "greeter-server", martlet,
        .product(name: "MartletTesting", package: "martlet"),
      ]),
    .executableTarget(name: "greeter-client", dependencies: ["GreeterAPI", martlet, arguments]),
    // Without the trait there is nothing in it but a line that says so.
    .executableTarget(name: "greeter-tls", dependencies: ["GreeterAPI", martlet, arguments]),

    .target(name: "RouteGuideAPI", dependencies: [martlet], plugins: [martletPlugin]),
    .executableTarget(
      name: "routeguide-server", dependencies: ["RouteGuideAPI", martlet, arguments]),
    .executableTarget(
      name: "routeguide-client", dependencies: ["RouteGuideAPI", martlet, arguments]),
  ],
  swiftLanguageModes: [.v6]
)
