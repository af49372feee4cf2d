// swift-tools-version: 6.3
import PackageDescription

/// What every Swift target of the package compiles with.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "martlet",
  platforms: [.macOS(.v15)],
  products: [
    // All that generated code imports, so that SwiftPM knows what a user's target is built from.
    .library(
      name: "Martlet", targets: ["Martlet", "MartletProtobuf", "MartletRPC", "MartletTransport"]),
    .library(name: "MartletRPC", targets: ["MartletRPC"]),
    .library(name: "MartletProtobuf", targets: ["MartletProtobuf"]),
    .library(name: "MartletJSON", targets: ["MartletJSON"]),
    .library(name: "MartletText", targets: ["MartletText"]),
    .library(name: "MartletDescriptors", targets: ["MartletDescriptors"]),
    .library(name: "MartletFoundation", targets: ["MartletFoundation"]),
    .library(name: "MartletServices", targets: ["MartletServices"]),
    .library(name: "MartletErrorDetails", targets: ["MartletErrorDetails"]),
    .library(name: "MartletTesting", targets: ["MartletTesting"]),
    .executable(name: "martlet", targets: ["MartletCommand"]),
    .executable(name: "protoc-gen-martlet", targets: ["MartletProtocPlugin"]),
    .plugin(name: "MartletPlugin", targets: ["MartletPlugin"]),
    .plugin(name: "MartletCommandPlugin", targets: ["MartletCommandPlugin"]),
  ],
  traits: [
    .default(enabledTraits: ["TLS"]),
    .trait(name: "TLS", description: "TLS for servers and clients; compiles BoringSSL."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.6.0"),
  ],
  targets: [
    // Messages: no system library, no dependency.
    .target(name: "MartletProtobuf", swiftSettings: strict),
    .target(name: "MartletJSON", dependencies: ["MartletProtobuf"], swiftSettings: strict),
    .target(name: "MartletText", dependencies: ["MartletProtobuf"], swiftSettings: strict),
    .target(name: "MartletFoundation", dependencies: ["MartletProtobuf"], swiftSettings: strict),
    .target(
      name: "MartletDescriptors", dependencies: ["MartletProtobuf"], swiftSettings: strict),

    // The compiler and what runs it.
    .target(name: "MartletIDL", dependencies: ["MartletDescriptors"], swiftSettings: strict),
    .target(name: "MartletCodegen", dependencies: ["MartletIDL"], swiftSettings: strict),
    .target(name: "MartletDriver", dependencies: ["MartletCodegen"], swiftSettings: strict),
    .executableTarget(
      name: "MartletPluginTool", dependencies: ["MartletDriver"], swiftSettings: strict),
    .executableTarget(
      name: "MartletCommand",
      dependencies: [
        "MartletDescriptors", "MartletDriver", "MartletErrorDetails", "MartletIDL", "MartletJSON",
        "MartletProtobuf", "MartletRPC", "MartletServices", "MartletTransport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "MartletProtocPlugin", dependencies: ["MartletDriver"], swiftSettings: strict),
    .plugin(name: "MartletPlugin", capability: .buildTool(), dependencies: ["MartletPluginTool"]),
    .plugin(
      name: "MartletCommandPlugin",
      capability: .command(
        intent: .custom(
          verb: "generate-idl",
          description: "Generate Swift sources from IDL files into the source tree"),
        permissions: [
          .writeToPackageDirectory(reason: "Generated Swift files are written beside their IDL.")
        ]),
      dependencies: ["MartletPluginTool"]),

    // The RPC runtime.
    .systemLibrary(
      name: "CNghttp2", pkgConfig: "libnghttp2",
      providers: [.apt(["libnghttp2-dev"]), .brew(["libnghttp2"]), .yum(["libnghttp2-devel"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"]), .yum(["zlib-devel"])]),
    .target(name: "MartletHTTP2", dependencies: ["CNghttp2"], swiftSettings: strict),
    .target(
      name: "MartletRPC",
      dependencies: [
        "CZlib", "MartletProtobuf",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "MartletTransport",
      dependencies: [
        "MartletHTTP2", "MartletRPC",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio", condition: .when(traits: ["TLS"])),
        .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["TLS"])),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    // Errors with details, and the types of google/rpc: who does not import it does not compile it.
    .target(
      name: "MartletErrorDetails", dependencies: ["MartletProtobuf", "MartletRPC"],
      swiftSettings: strict),
    // Health, reflection and channelz.
    .target(
      name: "MartletServices",
      dependencies: ["MartletDescriptors", "MartletProtobuf", "MartletRPC"],
      swiftSettings: strict),
    .target(
      name: "Martlet",
      dependencies: ["MartletHTTP2", "MartletProtobuf", "MartletRPC", "MartletTransport"],
      swiftSettings: strict),

    // Calls without a network, for the tests of users and our own.
    .target(
      name: "MartletTesting",
      dependencies: [
        "MartletProtobuf", "MartletRPC", "MartletTransport",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    // Tests and what only they need.
    // Messages of every field type, and the other implementations as processes.
    .target(
      name: "CodecTesting", dependencies: ["MartletProtobuf"], path: "Tests/CodecTesting",
      swiftSettings: strict),
    // Counts what the codec allocates: a program with a malloc of its own.
    .target(name: "AllocationCounting", path: "Tests/AllocationCounting"),
    .executableTarget(
      name: "CodecCeilings",
      dependencies: [
        "AllocationCounting", "CodecTesting", "MartletJSON", "MartletProtobuf", "MartletText",
      ],
      path: "Tests/CodecCeilings", swiftSettings: strict),
    .testTarget(
      name: "MartletProtobufTests",
      dependencies: [
        "CodecCeilings", "CodecTesting", "MartletDescriptors", "MartletFoundation",
        "MartletProtobuf", "ToolTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MartletTextTests", dependencies: ["CodecTesting", "MartletText", "MartletProtobuf"],
      swiftSettings: strict),
    .testTarget(
      name: "MartletJSONTests", dependencies: ["CodecTesting", "MartletJSON", "MartletProtobuf"],
      swiftSettings: strict),
    .testTarget(
      name: "MartletDescriptorsTests",
      dependencies: [
        "CodecTesting", "MartletDescriptors", "MartletJSON", "MartletProtobuf", "MartletText",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MartletIDLTests", dependencies: ["FuzzTargets", "MartletIDL", "MartletDescriptors"],
      swiftSettings: strict),
    .testTarget(
      name: "MartletCodegenTests", dependencies: ["MartletCodegen"], swiftSettings: strict),
    .testTarget(
      name: "MartletPluginTests",
      dependencies: ["MartletCommand", "MartletDriver", "MartletProtocPlugin", "ToolTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MartletCommandTests",
      dependencies: ["MartletCommand", "MartletDriver", "MartletIDL", "ToolTestSupport"],
      swiftSettings: strict),
    // What is fuzzed: scripts/fuzz runs it under libFuzzer, the tests replay what was found.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "CodecTesting", "MartletDescriptors", "MartletIDL", "MartletJSON", "MartletProtobuf",
        "MartletText",
      ],
      path: "Tests/FuzzTargets", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "CodecTesting", "FuzzTargets", "MartletJSON", "MartletProtobuf", "MartletText",
      ],
      swiftSettings: strict),
    // Folders and processes, for the tests of our tools.
    .target(name: "ToolTestSupport", path: "Tests/ToolTestSupport", swiftSettings: strict),
    .testTarget(
      name: "MartletHTTP2Tests", dependencies: ["MartletHTTP2"], swiftSettings: strict),
    .testTarget(
      name: "MartletRPCTests", dependencies: ["MartletRPC"], swiftSettings: strict),
    // The service that our side and the outsiders' are tested with, and a process of ours to be
    // tested from outside.
    .target(
      name: "InteropAPI",
      dependencies: ["Martlet", "MartletErrorDetails", "MartletProtobuf", "MartletRPC"],
      path: "Tests/InteropAPI",
      swiftSettings: strict, plugins: ["MartletPlugin"]),
    .executableTarget(
      name: "SwiftPeer",
      dependencies: [
        "InteropAPI", "Martlet",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/SwiftPeer", swiftSettings: strict),
    // gRPC's interoperability tests: both roles, with the flags of the other implementations'.
    .target(
      name: "InteropSuite", dependencies: ["Martlet", "MartletProtobuf", "MartletRPC"],
      path: "Tests/Interop/Suite", swiftSettings: strict),
    .executableTarget(
      name: "interop-client",
      dependencies: [
        "InteropSuite", "Martlet",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Interop/Client", swiftSettings: strict),
    .executableTarget(
      name: "interop-server",
      dependencies: [
        "InteropSuite", "Martlet",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Interop/Server", swiftSettings: strict),
    // Client and server on a simulated network, with faults by a seed: the tests run some seeds,
    // scripts/simulate as many as one likes.
    .target(
      name: "SimulationSuite",
      dependencies: [
        "InteropAPI", "Martlet", "MartletHTTP2", "MartletTesting",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Simulation/Suite", swiftSettings: strict),
    .executableTarget(
      name: "simulate",
      dependencies: [
        "SimulationSuite", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Simulation/Tool", swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["MartletTesting", "SimulationSuite"],
      swiftSettings: strict),
    .testTarget(
      name: "MartletTests",
      dependencies: [
        "InteropAPI", "InteropSuite", "Martlet", "MartletCommand", "MartletDescriptors",
        "MartletErrorDetails",
        "MartletServices", "MartletTesting",
        "SwiftPeer",
        "interop-client", "interop-server",
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
