// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let package = Package(
    name: "__NAME__",
    platforms: [.macOS(.v15)],
    products: [
        // What `crosswind build` makes a Python module of.
        .library(name: "__NAME__", type: .dynamic, targets: ["__TYPE__Module"]),
        .executable(name: "__NAME__-server", targets: ["__TYPE__Server"]),
    ],
    dependencies: [
        __DEPENDENCY__
    ],
    targets: [
        // The application itself, which knows no Python.
        .target(
            name: "__TYPE__", dependencies: [.product(name: "Crosswind", package: "__IDENTITY__")], swiftSettings: swift),
        .target(
            name: "__TYPE__Module",
            dependencies: ["__TYPE__", .product(name: "CrosswindHosted", package: "__IDENTITY__")], swiftSettings: swift),
        .executableTarget(
            name: "__TYPE__Server",
            dependencies: ["__TYPE__", .product(name: "Crosswind", package: "__IDENTITY__")], swiftSettings: swift),
        .testTarget(
            name: "__TYPE__Tests",
            dependencies: ["__TYPE__", .product(name: "CrosswindTesting", package: "__IDENTITY__")], swiftSettings: swift),
    ]
)
