// swift-tools-version: 6.3
import PackageDescription

// Our codec as a user gets it: the plugin, the message runtime, no setting.
let package = Package(
  name: "martlet-codec",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "martlet", path: "../../..")],
  targets: [
    .executableTarget(
      name: "martlet-codec",
      dependencies: [
        .product(name: "MartletJSON", package: "martlet"),
        .product(name: "MartletProtobuf", package: "martlet"),
      ],
      plugins: [.plugin(name: "MartletPlugin", package: "martlet")])
  ],
  swiftLanguageModes: [.v6]
)
