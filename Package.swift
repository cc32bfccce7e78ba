// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // An asynchronous function goes on where its caller is: a look at the executor less for each call.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // ~Escapable handles whose lifetime is that of the attached token (docs/architecture.md, "The GIL at compile time").
    .enableExperimentalFeature("Lifetimes"),
    // Debug builds, and with them the tests, look at run time whether accesses to a class's properties overlap. On the way of
    // a request that is a fifth of the instructions, and what the looks can find does not depend on how it is built.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let package = Package(
    name: "crosswind",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Crosswind", targets: ["Crosswind"]),
        .library(name: "CrosswindMustache", targets: ["CrosswindMustache"]),
        .library(name: "CrosswindTesting", targets: ["CrosswindTesting"]),
        .executable(name: "hello", targets: ["hello"]),
        .executable(name: "mixed", targets: ["mixed"]),
        .library(name: "CrosswindHTTP", targets: ["CrosswindHTTP"]),
        .library(name: "CrosswindServer", targets: ["CrosswindServer"]),
        .library(name: "CrosswindWSGI", targets: ["CrosswindWSGI"]),
        .library(name: "CrosswindHosted", targets: ["CrosswindHosted"]),
        .library(name: "CrosswindService", targets: ["CrosswindService"]),
        .library(name: "CrosswindMetrics", targets: ["CrosswindMetrics"]),
        .library(name: "CrosswindTracing", targets: ["CrosswindTracing"]),
        .library(name: "CrosswindStatus", targets: ["CrosswindStatus"]),
        .library(name: "CrosswindSecurity", targets: ["CrosswindSecurity"]),
        .library(name: "CrosswindCompression", targets: ["CrosswindCompression"]),
        .library(name: "PythonBridge", targets: ["PythonBridge"]),
        .executable(name: "crosswind", targets: ["crosswind"]),
        .library(name: "CrosswindExtension", type: .dynamic, targets: ["CrosswindExtension"]),
        .library(name: "WSGIHello", type: .dynamic, targets: ["WSGIHello"]),
        .library(name: "HostedProbe", type: .dynamic, targets: ["HostedProbe"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    ],
    targets: [
        .target(name: "CPythonABI"),
        .target(name: "CThreadStacks"),
        .target(name: "CSockets"),
        .target(name: "CrosswindThreads", swiftSettings: swift),
        .target(name: "PythonBridge", dependencies: ["CPythonABI", "CrosswindThreads"], swiftSettings: swift),
        .target(name: "CrosswindHTTP", swiftSettings: swift),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CrosswindCompression", dependencies: ["CZlib"], swiftSettings: swift),
        .target(
            name: "CrosswindSecurity",
            dependencies: [
                "CrosswindHTTP", "CrosswindCompression", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindServer",
            dependencies: [
                "CSockets", "CrosswindHTTP", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindStatic",
            dependencies: [
                "CrosswindHTTP", "CrosswindServer", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swift),
        .target(
            name: "Crosswind",
            dependencies: [
                "CrosswindCompression", "CrosswindHTTP", "CrosswindSecurity", "CrosswindServer", "CrosswindStatic",
                "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: swift),
        // The one library with Foundation in it, which swift-mustache needs; nothing else here depends on it.
        .target(
            name: "CrosswindMustache",
            dependencies: ["Crosswind", "CrosswindThreads", .product(name: "Mustache", package: "swift-mustache")],
            swiftSettings: swift),
        // Each by itself, so that who uses none of them builds and links none of what they stand on.
        .target(
            name: "CrosswindService",
            dependencies: [
                "CrosswindServer", "CrosswindThreads", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindMetrics",
            dependencies: [
                "CrosswindServer", "CrosswindHTTP", "CrosswindThreads",
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: swift),
        // Numbers that processes share, and the pages that show them.
        .target(
            name: "CrosswindStatus",
            dependencies: [
                "CrosswindServer", "CrosswindHTTP", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindTracing",
            dependencies: [
                "CrosswindServer", "CrosswindHTTP", .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swift),
        .target(
            name: "CrosswindTesting",
            dependencies: [
                "Crosswind", "CrosswindServer", "CrosswindHTTP", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "hello", dependencies: ["Crosswind"], path: "Examples/hello", swiftSettings: swift),
        .executableTarget(name: "chat", dependencies: ["Crosswind"], path: "Examples/chat", swiftSettings: swift),
        .executableTarget(
            name: "mixed",
            dependencies: [
                "Crosswind", "CrosswindMustache", "CrosswindSecurity", "CrosswindWSGI", "PythonBridge",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Examples/mixed", exclude: ["python", "templates"], swiftSettings: swift),
        .target(
            name: "CrosswindWSGI",
            dependencies: [
                "PythonBridge", "CPythonABI", "CrosswindHTTP", "CrosswindServer", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        // A Swift application inside any WSGI server.
        .target(
            name: "CrosswindHosted",
            dependencies: [
                "PythonBridge", "CPythonABI", "CrosswindHTTP", "CrosswindServer", "CrosswindThreads", "Crosswind",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .target(
            name: "WSGIHello", dependencies: ["CrosswindHosted", "Crosswind"], path: "Examples/wsgi-hello",
            exclude: ["serve.py"], swiftSettings: swift),
        .target(
            name: "CrosswindCLI",
            dependencies: [
                "CThreadStacks", "CrosswindHTTP", "CrosswindServer", "CrosswindStatic", "CrosswindThreads",
                "CrosswindWSGI", "PythonBridge", "CrosswindStatus", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
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
            exclude: ["Tornado/Answers"],
            swiftSettings: swift),
        .testTarget(name: "CrosswindCompressionTests", dependencies: ["CrosswindCompression"], swiftSettings: swift),
        .testTarget(
            name: "CrosswindSecurityTests", dependencies: ["CrosswindSecurity", "CrosswindCompression"],
            swiftSettings: swift),
        // Tests/Python/test_identity.py has Tornado, Django and Flask on the other side.
        .executableTarget(
            name: "security-probe", dependencies: ["CrosswindSecurity", "CrosswindCompression", "CrosswindHTTP"],
            path: "Tests/security-probe", swiftSettings: swift),
        // The programs of docs/django-and-flask.md, which Tests/Python/test_identity_page.py runs.
        .executableTarget(
            name: "identity-page",
            dependencies: ["Crosswind", "CrosswindSecurity", .product(name: "Logging", package: "swift-log")],
            path: "Tests/identity-page", swiftSettings: swift),
        // What Tests/Python/hosted loads into Python.
        .target(
            name: "HostedProbe",
            dependencies: ["CrosswindHosted", "Crosswind", .product(name: "NIOCore", package: "swift-nio")],
            path: "Tests/hosted-probe", swiftSettings: swift),
        // Tests/Python/test_tornado_twin.py has the same handlers on Tornado on the other side.
        .executableTarget(
            name: "framework-probe",
            dependencies: [
                "Crosswind", "CrosswindSecurity", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/framework-probe", swiftSettings: swift),
        // Tests/Python/test_stock_tornado.py asks it and real Tornado the same.
        .executableTarget(
            name: "stock-probe", dependencies: ["Crosswind", .product(name: "Logging", package: "swift-log")],
            path: "Tests/stock-probe", swiftSettings: swift),
        // One process can hold one Python: the tests run this once for each version they find.
        .executableTarget(
            name: "bridge-probe", dependencies: ["PythonBridge", "CPythonABI"], path: "Tests/bridge-probe",
            swiftSettings: swift),
        // scripts/bench-native measures it.
        .executableTarget(
            name: "native-bench",
            dependencies: [
                "Crosswind", "CrosswindServer", "CrosswindHTTP",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/native-bench", swiftSettings: swift),
        .testTarget(
            name: "PythonBridgeTests", dependencies: ["PythonBridge", "CPythonABI", "bridge-probe"],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindServerTests",
            dependencies: [
                "CrosswindServer", "CrosswindHTTP", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindStaticTests",
            dependencies: ["CrosswindStatic", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindWSGITests",
            dependencies: [
                "CrosswindWSGI", "CrosswindServer", "CrosswindHTTP", "PythonBridge", "CPythonABI", "Crosswind",
                "CrosswindTracing", "TracingTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindTests",
            dependencies: [
                "CrosswindCompression", "Crosswind", "CrosswindTesting", "CrosswindSecurity", "CrosswindServer",
                "CrosswindStatic", "CrosswindHTTP", "SnippetSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        // Holds the code in docs/ to the tests that run it.
        .target(name: "SnippetSupport", path: "Tests/SnippetSupport", swiftSettings: swift),
        // Ended with real signals by the tests.
        .executableTarget(
            name: "service-probe",
            dependencies: [
                "Crosswind", "CrosswindServer", "CrosswindService", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/service-probe", swiftSettings: swift),
        .testTarget(
            name: "CrosswindServiceTests",
            dependencies: [
                "CrosswindService", "CrosswindMetrics", "CrosswindTracing", "CrosswindStatus", "Crosswind",
                "CrosswindTesting",
                "CrosswindServer", "CrosswindHTTP", "service-probe", "SnippetSupport", "CrosswindThreads",
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindMetricsTests",
            dependencies: [
                "CrosswindMetrics", "Crosswind", "CrosswindTesting", "CrosswindServer",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: swift),
        // A tracer for two suites: one of them needs Python.
        .target(
            name: "TracingTestSupport",
            dependencies: [
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            path: "Tests/TracingTestSupport", swiftSettings: swift),
        .testTarget(
            name: "CrosswindTracingTests",
            dependencies: [
                "CrosswindTracing", "TracingTestSupport", "Crosswind", "CrosswindTesting", "CrosswindServer",
                "CrosswindHTTP",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindMustacheTests",
            dependencies: [
                "CrosswindMustache", "Crosswind", "CrosswindTesting", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindTestingTests",
            dependencies: [
                "Crosswind", "CrosswindTesting", "CrosswindServer", "CrosswindHTTP",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindCLITests", dependencies: ["CrosswindCLI", "CrosswindServer", "CrosswindThreads"],
            swiftSettings: swift),
        .testTarget(
            name: "CrosswindStatusTests",
            dependencies: [
                "CrosswindStatus", "CrosswindServer", "CrosswindHTTP", "CrosswindThreads",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: swift),
        .testTarget(name: "CrosswindThreadsTests", dependencies: ["CrosswindThreads"], swiftSettings: swift),
        .testTarget(
            name: "CrosswindHostedTests", dependencies: ["CrosswindHosted", "Crosswind", "CrosswindHTTP"],
            swiftSettings: swift),
    ]
)
