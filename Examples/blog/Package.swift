// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that programs which use Crosswind don't fetch a database library.
let package = Package(
    name: "blog",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "crosswind", path: "../.."),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "blog",
            dependencies: [
                .product(name: "Crosswind", package: "crosswind"),
                .product(name: "CrosswindMustache", package: "crosswind"),
                .product(name: "CrosswindSecurity", package: "crosswind"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                // Asynchronous functions of handlers, which belong to their loop, stay there.
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ])
    ]
)
