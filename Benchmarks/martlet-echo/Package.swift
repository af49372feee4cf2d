// swift-tools-version: 6.3
import PackageDescription

// Our own echo server as a user would write it: the plugin, the umbrella, no setting.
let package = Package(
  name: "martlet-echo",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "martlet", path: "../..")],
  targets: [
    .executableTarget(
      name: "martlet-echo",
      dependencies: [.product(name: "Martlet", package: "martlet")],
      plugins: [.plugin(name: "MartletPlugin", package: "martlet")])
  ],
  swiftLanguageModes: [.v6]
)
