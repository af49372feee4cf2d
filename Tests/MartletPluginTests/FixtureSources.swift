import Foundation
import ToolTestSupport

/// The files of the fixture: package `user` with its targets, and package `catalog`.
enum FixtureSources {
  ///
  /// SwiftPM takes no target without a Swift file of its own, so each has one.
  static let files: [String: String] = [
    "user/Package.swift": userManifest,
    "catalog/Package.swift": catalogManifest,

    // A library of another package.
    "catalog/Sources/Catalog/Catalog.swift": "import MartletProtobuf\n",
    "catalog/Sources/Catalog/catalog/item.proto": """
    syntax = "proto3";
    package catalog;
    message Item { string title = 1; }
    """,

    // A library that other targets import files of.
    "user/Sources/Shared/Shared.swift": "import MartletProtobuf\n",
    "user/Sources/Shared/shared/common.proto": common,
    "user/Sources/Shared/shared/unrelated.proto": """
    syntax = "proto3";
    package shared;
    message Unrelated { int32 count = 1; }
    """,

    // The program: two files of one name, an import from its own target, one from a sibling,
    // one from another package, one that comes with the compiler.
    "user/Sources/App/main.swift": main,
    "user/Sources/App/a/x.idl": """
    syntax = "proto3";
    package app.a;
    import "b/x.idl";
    import "catalog/item.proto";
    import "google/protobuf/timestamp.proto";
    import "shared/common.proto";
    message First {
      shared.Common common = 1;
      catalog.Item item = 2;
      app.b.Second second = 3;
      google.protobuf.Timestamp at = 4;
    }
    """,
    "user/Sources/App/b/x.idl": second,
    "user/Sources/App/lonely.idl": lonely,

    // Settings: roots inside and outside of the target, a prefix, an access level.
    "user/Sources/Settled/martlet.json": settings,
    "user/Sources/Settled/Settled.swift": "package let settled = ZooAnimal(name: \"gnu\")\n",
    "user/Sources/Settled/protos/zoo/animal.proto": """
    syntax = "proto3";
    package zoo;
    message Animal { string name = 1; }
    """,
    "user/definitions/plants/plant.proto": """
    syntax = "proto3";
    package plants;
    message Plant { string name = 1; }
    """,

    // A target that commits its generated code: no plugin.
    "user/Sources/Committed/committed.idl": """
    syntax = "proto3";
    package committed;
    message Kept { string name = 1; }
    """,
    "user/Sources/Committed/Committed.swift": "import MartletProtobuf\n",

    // Services in a target without MartletRPC.
    "user/Sources/Served/Served.swift": "import MartletProtobuf\n",
    "user/Sources/Served/served.idl": """
    syntax = "proto3";
    package served;
    message Ping {}
    service Pinger { rpc Ping(served.Ping) returns (served.Ping); }
    """,
  ]

  static let common = """
    syntax = "proto3";
    package shared;
    message Common { string text = 1; }
    """

  static let second = """
    syntax = "proto3";
    package app.b;
    message Second { string text = 1; }
    """

  static let lonely = """
    syntax = "proto3";
    package app;
    message Lonely { string text = 1; }
    """

  static let settings = """
    {
      "access": "package",
      "roots": ["protos", "../../definitions"],
      "prefixes": { "zoo": "Zoo" }
    }
    """

  private static let main = """
    import Catalog
    import MartletProtobuf
    import Shared

    let first = First(
      common: Common(text: "one"), item: Item(title: "two"), second: Second(text: "three"),
      at: Google.Protobuf.Timestamp(seconds: 4))
    let again = try First(serializedBytes: first.serializedBytes())
    let texts = [again.common?.text, again.item?.title, again.second?.text].compactMap { $0 }
    print(again == first, texts.joined(separator: " "))
    """

  private static let userManifest = """
    // swift-tools-version: 6.3
    import PackageDescription

    let messages = Target.Dependency.product(name: "MartletProtobuf", package: "martlet")
    let plugin = Target.PluginUsage.plugin(name: "MartletPlugin", package: "martlet")

    let package = Package(
      name: "user",
      platforms: [.macOS(.v15)],
      dependencies: [
        .package(name: "martlet", path: "\(Shell.packageRoot.path)"),
        .package(path: "../catalog"),
      ],
      targets: [
        .target(name: "Shared", dependencies: [messages], plugins: [plugin]),
        .executableTarget(
          name: "App",
          dependencies: ["Shared", messages, .product(name: "Catalog", package: "catalog")],
          plugins: [plugin]),
        .target(name: "Settled", dependencies: [messages], plugins: [plugin]),
        .target(name: "Served", dependencies: [messages], plugins: [plugin]),
        .target(name: "Committed", dependencies: [messages], exclude: ["committed.idl"]),
      ]
    )
    """

  private static let catalogManifest = """
    // swift-tools-version: 6.3
    import PackageDescription

    let package = Package(
      name: "catalog",
      platforms: [.macOS(.v15)],
      products: [.library(name: "Catalog", targets: ["Catalog"])],
      dependencies: [.package(name: "martlet", path: "\(Shell.packageRoot.path)")],
      targets: [
        .target(
          name: "Catalog",
          dependencies: [.product(name: "MartletProtobuf", package: "martlet")],
          plugins: [.plugin(name: "MartletPlugin", package: "martlet")])
      ]
    )
    """
}
