// swift-tools-version: 6.3
import PackageDescription

// A peer. Its generated code is made by `Benchmarks/run codec` (Debian's protoc with this package's
// own plugin) and never committed.
let package = Package(
  name: "swiftprotobuf-peer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: "https://github.com/apple/swift-protobuf.git", exact: "1.39.0")],
  targets: [
    .executableTarget(
      name: "swiftprotobuf-codec",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")])
  ],
  swiftLanguageModes: [.v6]
)
