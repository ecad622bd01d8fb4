// swift-tools-version: 6.2
import PackageDescription

/// Settings that every target of the house shares: Swift 6 language mode, strict imports, no warnings.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "muster",
    products: [
        .executable(name: "muster", targets: ["muster"]),
        .executable(name: "muster-verify", targets: ["muster-verify"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "Verification", targets: ["Verification"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Floor 0: pure, no I/O.
        .target(name: "JSON", swiftSettings: house),
        .target(name: "CSHA256"),
        .target(name: "TransparencyLog", dependencies: [crypto, "CSHA256"], swiftSettings: house),
        .target(name: "SCIM", dependencies: ["JSON"], swiftSettings: house),
        .systemLibrary(name: "CLinux"),
        // Floor 1.
        .target(name: "Records", dependencies: ["JSON", "TransparencyLog", crypto], swiftSettings: house),
        .target(name: "DurableFiles", dependencies: ["CLinux"], swiftSettings: house),
        // Floor 2.
        .target(name: "Simulation", dependencies: ["Records", "JSON"], swiftSettings: house),
        .target(name: "Differences", dependencies: ["Records", "SCIM", "JSON"], swiftSettings: house),
        .target(
            name: "Verification", dependencies: ["Records", "JSON", "TransparencyLog", crypto], swiftSettings: house),
        .target(
            name: "Vault", dependencies: ["Records", "JSON", "DurableFiles", "TransparencyLog", crypto],
            swiftSettings: house),
        .target(
            name: "Ledger", dependencies: ["Records", "DurableFiles", "TransparencyLog", crypto, log],
            swiftSettings: house),
        // Floor 3.
        .target(
            name: "Recorder",
            dependencies: ["Vault", "Ledger", "Records", "JSON", "DurableFiles", "TransparencyLog", crypto, log],
            swiftSettings: house),
        .target(
            name: "Catalog",
            dependencies: [
                "Recorder", "Records", "JSON", "TransparencyLog", crypto, log,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        // Floor 4.
        .target(
            name: "Directory",
            dependencies: [
                "SCIM", "JSON", "Differences", "Recorder", "Ledger", "Records", "TransparencyLog", log, crypto,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Gateway",
            dependencies: [
                "SCIM", "JSON", "Differences", "Recorder", "Ledger", "Vault", "Records", "DurableFiles",
                "TransparencyLog", log, crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Evidence",
            dependencies: ["Catalog", "Recorder", "Records", "JSON", "TransparencyLog", crypto],
            swiftSettings: house),
        // Floor 5.
        .target(
            name: "MusterServer",
            dependencies: [
                "Directory", "Gateway", "Evidence", "Catalog", "Recorder", "Ledger", "Vault", "Records", "SCIM", "JSON",
                "DurableFiles", "TransparencyLog", crypto, log,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCertificateReloading", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: house),
        // Floor 6: programs.
        .executableTarget(
            name: "muster",
            dependencies: [
                "MusterServer", "Directory", "Catalog", "Recorder", "Ledger", "Vault", "Verification", "Simulation",
                "Records", "JSON", "DurableFiles", "TransparencyLog", crypto, log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "muster-verify",
            dependencies: [
                "Verification", "TransparencyLog",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house),
        // Tests, one room for each target.
        .testTarget(
            name: "JSONTests",
            dependencies: ["JSON"],
            swiftSettings: house),
        .testTarget(
            name: "TransparencyLogTests",
            dependencies: ["TransparencyLog", "CSHA256", crypto],
            swiftSettings: house),
        .testTarget(
            name: "SCIMTests",
            dependencies: ["SCIM", "JSON"],
            swiftSettings: house),
        .testTarget(
            name: "RecordsTests",
            dependencies: ["Records", "JSON", "TransparencyLog", crypto],
            swiftSettings: house),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Simulation", "Records", "JSON"],
            swiftSettings: house),
        .testTarget(
            name: "DurableFilesTests",
            dependencies: ["DurableFiles"],
            swiftSettings: house),
        .testTarget(
            name: "VerificationTests",
            dependencies: ["Verification", "Records", "JSON", "TransparencyLog", crypto],
            swiftSettings: house),
        .testTarget(
            name: "VaultTests",
            dependencies: ["Vault", "Records", "JSON", "TransparencyLog", crypto],
            swiftSettings: house),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger", "Records", "DurableFiles", "TransparencyLog", crypto],
            swiftSettings: house),
        .testTarget(
            name: "RecorderTests",
            dependencies: ["Recorder", "Ledger", "Vault", "Records", "JSON", "TransparencyLog"],
            swiftSettings: house),
        .target(
            name: "TestLogs", dependencies: ["Catalog", "Recorder", "Records", "TransparencyLog"],
            path: "Tests/TestLogs", swiftSettings: house),
        .testTarget(
            name: "EvidenceTests",
            dependencies: [
                "Evidence", "Catalog", "Recorder", "Records", "JSON", "TransparencyLog", "TestLogs", crypto, log,
            ],
            swiftSettings: house),
        .testTarget(
            name: "CatalogTests",
            dependencies: [
                "TestLogs", "Catalog", "Recorder", "Ledger", "Records", "JSON", "TransparencyLog", log,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "DifferencesTests",
            dependencies: ["Differences", "SCIM", "Records", "JSON"],
            swiftSettings: house),
        .testTarget(
            name: "DirectoryTests",
            dependencies: [
                "Directory", "SCIM", "Recorder", "Records", "JSON", log,
            ],
            swiftSettings: house),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Differences", "SCIM", "Recorder", "Records", "JSON", log,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "MusterServerTests",
            dependencies: [
                "MusterServer", "Evidence", "Directory", "SCIM", "Catalog", "Recorder", "Ledger", "Records", "JSON",
                "DurableFiles", "TransparencyLog", crypto, log,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "HouseTests",
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
