// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // ~Escapable handles whose lifetime is that of the attached token (docs/architecture.md, "The GIL at compile time").
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "crosswind",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "CrosswindHTTP", targets: ["CrosswindHTTP"]),
        .library(name: "CrosswindServer", targets: ["CrosswindServer"]),
        .library(name: "CrosswindWSGI", targets: ["CrosswindWSGI"]),
        .library(name: "PythonBridge", targets: ["PythonBridge"]),
        .executable(name: "crosswind", targets: ["crosswind"]),
        .library(name: "CrosswindExtension", type: .dynamic, targets: ["CrosswindExtension"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    ],
    targets: [
        .target(name: "CPythonABI"),
        .target(name: "PythonBridge", dependencies: ["CPythonABI"], swiftSettings: swift),
        .target(name: "CrosswindHTTP", swiftSettings: swift),
        .target(
            name: "CrosswindServer",
            dependencies: [
                "CrosswindHTTP",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindWSGI",
            dependencies: [
                "PythonBridge", "CPythonABI", "CrosswindHTTP", "CrosswindServer",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindCLI",
            dependencies: [
                "CrosswindHTTP", "CrosswindServer", "CrosswindWSGI", "PythonBridge",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .executableTarget(name: "crosswind", dependencies: ["CrosswindCLI"], swiftSettings: swift),
        .target(name: "CrosswindExtension", dependencies: ["CrosswindCLI"], swiftSettings: swift),
        .testTarget(
            name: "CrosswindHTTPTests",
            dependencies: [
                "CrosswindHTTP", .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: swift),
        // One process can hold one Python: the tests run this once for each version they find.
        .executableTarget(
            name: "bridge-probe", dependencies: ["PythonBridge", "CPythonABI"], path: "Tests/bridge-probe",
            swiftSettings: swift),
        .testTarget(
            name: "PythonBridgeTests", dependencies: ["PythonBridge", "CPythonABI", "bridge-probe"],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindServerTests",
            dependencies: [
                "CrosswindServer", "CrosswindHTTP",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindWSGITests",
            dependencies: [
                "CrosswindWSGI", "CrosswindServer", "CrosswindHTTP", "PythonBridge", "CPythonABI",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .testTarget(name: "CrosswindCLITests", dependencies: ["CrosswindCLI"], swiftSettings: swift),
    ]
)
