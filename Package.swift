// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled the same way: Swift 6 language mode, warnings are errors.
let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error)
]

/// The C targets see POSIX and GNU declarations and treat warnings as errors too.
let cSettings: [CSetting] = [
    .define("_GNU_SOURCE"),
    .treatAllWarnings(as: .error),
]

/// A C library of the operating system, found by pkg-config or where the compiler looks anyway.
func systemLibrary(_ name: String, pkgConfig: String, debian: String, homebrew: String) -> Target {
    .systemLibrary(
        name: name, pkgConfig: pkgConfig, providers: [.apt([debian]), .brew([homebrew])])
}

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], documents: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: documents, swiftSettings: swiftSettings)
}

/// The tests of a library; `fixtures` names folders of data that the tests find by their own path.
func tests(_ name: String, fixtures: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)], exclude: fixtures,
        swiftSettings: swiftSettings)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let orderedCollections: Target.Dependency = .product(
    name: "OrderedCollections", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "heddle",
    products: [
        .executable(name: "heddle", targets: ["heddle"]),
        .library(name: "HeddleEngine", targets: ["HeddleEngine"]),
        .library(name: "HeddleAnalysis", targets: ["HeddleAnalysis"]),
        .library(name: "HeddleExperiments", targets: ["HeddleExperiments"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        .target(name: "CKernels", cSettings: cSettings),
        .target(
            name: "CCurses",
            cSettings: cSettings + [
                .define("_XOPEN_SOURCE_EXTENDED", to: "1"), .define("NCURSES_WIDECHAR", to: "1"),
            ],
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        systemLibrary("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev", homebrew: "zlib"),
        systemLibrary("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev", homebrew: "zstd"),
        systemLibrary("CZip", pkgConfig: "libzip", debian: "libzip-dev", homebrew: "libzip"),
        library("HeddleTerms"),
        library("HeddleJSON", [orderedCollections]),
        .target(
            name: "COniguruma", cSettings: cSettings, linkerSettings: [.linkedLibrary("onig")]),
        library("HeddlePatterns", ["COniguruma"]),
        library(
            "HeddleEngine", ["CKernels", "HeddlePatterns", "HeddleTerms", "HeddleJSON"],
            documents: ["PERFORMANCE.md"]),
        library(
            "HeddleAnalysis", ["HeddleTerms", "HeddleJSON", "HeddlePatterns", orderedCollections]),
        library("HeddleExperiments", ["HeddleEngine", "HeddleAnalysis"]),
        library("Storage", ["HeddleAnalysis", "Canvas", "CZlib", "CZstd", "CZip", grdb, yams]),
        library("Canvas"),
        library("Workbench", ["Canvas", "HeddleAnalysis"]),
        library("EffectRunner", ["Workbench", "Storage", "HeddleExperiments", deque]),
        library("Terminal", ["Canvas", "CCurses"]),
        .executableTarget(
            name: "heddle",
            dependencies: [
                "Terminal", "EffectRunner", "Workbench", "Storage", "HeddleExperiments",
                argumentParser,
            ],
            exclude: ["COMMANDS.md"], swiftSettings: swiftSettings),
        tests("CKernels", fixtures: ["Fixtures"]),
        tests("HeddleTerms"),
        tests("HeddleJSON"),
        tests("HeddlePatterns"),
        tests("HeddleEngine", fixtures: ["Fixtures"]),
        tests("HeddleAnalysis", fixtures: ["Fixtures"]),
        tests("HeddleExperiments", fixtures: ["Fixtures"]),
        tests("Storage", fixtures: ["Fixtures"]),
        tests("Canvas"),
        tests("Workbench"),
        tests("EffectRunner"),
        tests("Terminal"),
        .testTarget(
            name: "EndToEndTests", dependencies: ["heddle", "HeddleAnalysis"],
            exclude: ["Fixtures"], swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx17
)
