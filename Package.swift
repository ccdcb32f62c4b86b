// swift-tools-version: 6.1
import PackageDescription

/// Settings every Swift target shares: strict concurrency, imports that say what a file really uses, no warning ignored.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .unsafeFlags(["-warnings-as-errors"]),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func module(_ name: String, in folder: String, uses dependencies: [String] = [], resources: [Resource] = []) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, path: "Sources/\(folder)\(name)",
    resources: resources, swiftSettings: swiftSettings)
}

/// Library code; knows nothing of NeoSpace.
func platform(_ name: String, uses dependencies: [String] = []) -> Target {
  module(name, in: "Platform/", uses: dependencies)
}

/// A C face on a Debian package: a header of `static inline` shims and a linker line.
func cLibrary(_ name: String, links libraries: [String]) -> Target {
  .target(name: name, path: "Sources/Platform/\(name)", linkerSettings: libraries.map { .linkedLibrary($0) })
}

/// Where GLib's headers lie on Debian. libvips' own headers include them; everything else is in the compiler's path.
#if arch(arm64)
  let glibHeaders = ["/usr/include/glib-2.0", "/usr/lib/aarch64-linux-gnu/glib-2.0/include"]
#else
  let glibHeaders = ["/usr/include/glib-2.0", "/usr/lib/x86_64-linux-gnu/glib-2.0/include"]
#endif

/// `hasSchema: false` for one without a folder `Migrations`. `uses` names what few features need.
func feature(
  _ name: String, above others: [String] = [], uses more: [String] = [], hasSchema: Bool = true, embeds folders: [String] = []
) -> Target {
  module(
    name, in: "Features/",
    uses: [
      "Composition", "Core", "Crypto", "Design", "Encoding", "HTML", "HTTP", "JSON", "Live", "Markdown", "SQL", "Telemetry", "Transfer",
      "Web",
    ]
      + others + more,
    resources: ((hasSchema ? ["Migrations"] : []) + folders).map { .embedInCode($0) })
}

func tests(of name: String, uses others: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name] + others).map { .init(stringLiteral: $0) }, path: "Tests/\(name)Tests",
    swiftSettings: swiftSettings)
}

/// A new feature is a line here, and one in Sources/NeoSpace/Features.swift.
let features: [Target] = [
  feature("Accounts", uses: ["Words"]),
  feature("Relations", above: ["Accounts"]),
  feature("Mail", above: ["Accounts"]),
  feature("Notices", above: ["Accounts", "Relations"]),
  feature("Subjects", above: ["Accounts"], uses: ["Words"]),
  feature("Media", above: ["Accounts"], uses: ["MediaWork", "System"]),
  feature("Chat", above: ["Accounts", "Media", "Notices", "Relations", "Subjects"], uses: ["Words"]),
  feature("Tasks", above: ["Accounts", "Subjects"], uses: ["Words"]),
  feature("Walls", above: ["Accounts", "Media", "Notices", "Relations", "Subjects"], uses: ["Words"]),
  feature("People", above: ["Accounts", "Notices", "Relations"], hasSchema: false),
  feature("Downloads", above: ["Accounts", "Subjects"], uses: ["Words"]),
  feature("Lobby", above: ["Relations"], hasSchema: false),
  feature("Appearance", hasSchema: false),
  feature("Feed", above: ["Relations", "Subjects"], hasSchema: false),
  feature("Cats", above: ["Accounts", "Chat"]),
  feature(
    "Codeground", above: ["Accounts", "Chat", "Notices", "Relations", "Subjects", "Walls"],
    uses: ["Differences", "System", "Words", "ZIP"], embeds: ["Gallery"]),
  feature(
    "Song", above: ["Accounts", "Media", "Notices", "Relations", "Subjects"], uses: ["Differences", "System", "Words"],
    embeds: ["Gallery"]),
  feature("Search", above: ["Accounts", "Chat", "People", "Relations", "Subjects"], uses: ["Words"], hasSchema: false),
  feature("Care", above: ["Accounts", "Media", "Notices", "Relations"]),
  feature("Operations", above: ["Accounts", "Care", "Chat", "Mail", "Notices"], uses: ["System"]),
  feature("Portability", above: ["Accounts"], uses: ["System", "ZIP"]),
  feature("Internals", above: ["Chat"], hasSchema: false),
]

let package = Package(
  name: "neospace",
  products: [
    .executable(name: "neospace", targets: ["Command"]),
    // Lies beside it.
    .executable(name: "neospace-media", targets: ["MediaWorker"]),
    // What reads bytes of strangers, for `Fuzz/`.
    .library(
      name: "Readers",
      targets: ["Bus", "CBeast", "Core", "Crypto", "Encoding", "HTML", "HTTP", "JSON", "Live", "Markdown", "Transfer", "Web", "Words"]),
  ],
  targets: [
    // C faces
    .target(
      name: "CBeast", path: "Sources/Platform/CBeast",
      cxxSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra"]), .define("BOOST_ASIO_NO_DEPRECATED")],
      linkerSettings: [.linkedLibrary("pthread")]),
    cLibrary("CSQLite", links: ["sqlite3"]),
    cLibrary("CPostgres", links: ["pq"]),
    cLibrary("CSodium", links: ["sodium"]),
    cLibrary("CCrypt", links: ["crypt"]),
    cLibrary("CZlib", links: ["z"]),
    cLibrary("CHiredis", links: ["hiredis"]),
    cLibrary("CCurl", links: ["curl"]),
    cLibrary("CMarkdown", links: ["cmark-gfm", "cmark-gfm-extensions"]),
    cLibrary("CICU", links: ["icuuc", "icui18n"]),
    cLibrary("CSandbox", links: []),
    .target(
      name: "CVips", path: "Sources/Platform/CVips", cSettings: [.unsafeFlags(glibHeaders.map { "-I\($0)" })],
      linkerSettings: ["vips", "gobject-2.0", "glib-2.0"].map { .linkedLibrary($0) }),

    // Platform
    platform("System", uses: ["CSandbox"]),
    platform("Encoding"),
    platform("Telemetry", uses: ["JSON", "System"]),
    platform("JSON"),
    platform("HTML"),
    platform("Differences"),
    platform("Markdown", uses: ["CICU", "CMarkdown"]),
    platform("Words", uses: ["CICU"]),
    platform("Crypto", uses: ["CSodium", "CCrypt", "Encoding", "JSON", "System"]),
    platform("Bus", uses: ["CHiredis", "Crypto", "Encoding", "System"]),
    platform("Transfer", uses: ["CCurl", "HTML", "System"]),
    platform("MediaWork", uses: ["CSandbox", "System", "Telemetry"]),
    platform("SQL", uses: ["CPostgres", "CSQLite", "System", "Telemetry"]),
    platform("ZIP", uses: ["CZlib"]),
    platform("Engine", uses: ["CBeast", "Telemetry"]),
    platform("HTTP", uses: ["Crypto", "CZlib", "Encoding", "Engine", "JSON", "Telemetry"]),

    // NeoSpace's shared vocabulary and its two contracts
    module("Core", in: "", uses: ["Crypto", "Encoding", "JSON", "SQL", "Telemetry"], resources: [.embedInCode("Migrations")]),
    module("Web", in: "", uses: ["Core", "Crypto", "Encoding", "Engine", "HTML", "HTTP", "JSON", "Telemetry", "Transfer"]),
    module("Live", in: "", uses: ["Bus", "Core", "Crypto", "Engine", "JSON", "Telemetry"]),
    module("Design", in: "", uses: ["Core", "HTML"]),
    // What a feature is
    module("Composition", in: "", uses: ["Core", "Design", "Live", "SQL", "Telemetry", "Transfer", "Web"]),

    // Composition root and command line
    module(
      "NeoSpace", in: "",
      uses: [
        "Bus", "Composition", "Core", "Crypto", "Design", "Encoding", "Engine", "HTML", "HTTP", "JSON", "Live", "SQL", "System",
        "Telemetry",
        "Transfer",
        "Web",
      ] + features.map(\.name)),
    .executableTarget(
      name: "Command", dependencies: ["NeoSpace", "Core", "Notices"], path: "Sources/Command", swiftSettings: swiftSettings),

    // The process that decodes members' files; nothing else links libvips
    .executableTarget(
      name: "MediaWorker", dependencies: ["CSandbox", "CVips", "MediaWork", "System"], path: "Sources/MediaWorker",
      swiftSettings: swiftSettings),

    // What bench/ measures the engine's own cost with
    .executableTarget(name: "BenchBare", dependencies: ["Engine"], path: "bench/bare", swiftSettings: swiftSettings),
    // and the database driver's
    .executableTarget(name: "BenchDatabase", dependencies: ["SQL"], path: "bench/database", swiftSettings: swiftSettings),

    // Tests
    tests(of: "Words", uses: ["RandomTesting"]),
    tests(of: "Telemetry"), tests(of: "JSON", uses: ["RandomTesting"]), tests(of: "HTML", uses: ["RandomTesting"]),
    tests(of: "Markdown", uses: ["RandomTesting"]), tests(of: "Crypto", uses: ["Encoding"]),
    tests(of: "ZIP", uses: ["System"]),
    tests(of: "System"), tests(of: "Bus", uses: ["Crypto", "RedisTesting", "System"]),
    tests(of: "Transfer", uses: ["Engine", "System"]),
    tests(of: "MediaWork", uses: ["Telemetry"]),
    tests(of: "SQL", uses: ["CSQLite", "SQLTesting", "System"]), tests(of: "Engine"),
    tests(of: "HTTP", uses: ["Encoding", "Engine", "JSON", "RandomTesting", "System"]),
    tests(of: "Core", uses: ["SQL", "SQLTesting", "JSON", "RandomTesting", "Telemetry"]),
    tests(of: "Web", uses: ["Core", "HTML", "HTTP", "Engine", "JSON", "Telemetry", "Transfer"]),
    tests(of: "Live", uses: ["Core", "Bus", "Engine", "JSON", "RandomTesting", "Telemetry"]),
    tests(of: "Design", uses: ["HTML", "HTTP", "Core"]),
    // Random numbers that repeat, for any test that needs some; not itself a test.
    .target(name: "RandomTesting", path: "Tests/RandomTesting", swiftSettings: swiftSettings),
    // A clock, chance and a log of events for tests above Core; not itself a test.
    .target(name: "CoreTesting", dependencies: ["Core", "RandomTesting"], path: "Tests/CoreTesting", swiftSettings: swiftSettings),
    // A database for any test that needs one, of either product; not itself a test.
    .target(name: "SQLTesting", dependencies: ["SQL"], path: "Tests/SQLTesting", swiftSettings: swiftSettings),
    // A Redis server of a test's own; not itself a test.
    .target(name: "RedisTesting", path: "Tests/RedisTesting", swiftSettings: swiftSettings),
    // Members for any test that needs some; not itself a test.
    .target(
      name: "AccountsTesting", dependencies: ["Accounts", "Core", "CoreTesting", "Crypto", "SQL", "SQLTesting"],
      path: "Tests/AccountsTesting",
      swiftSettings: swiftSettings),
    tests(
      of: "Accounts",
      uses: [
        "AccountsTesting", "Core", "CoreTesting", "Crypto", "RandomTesting", "Design", "Encoding", "Engine", "HTTP", "JSON", "SQL",
        "SQLTesting", "Web",
      ]),
    tests(
      of: "Care",
      uses: ["Accounts", "AccountsTesting", "Core", "CoreTesting", "JSON", "Media", "Notices", "Relations", "SQL", "Telemetry"]),
    tests(
      of: "Song",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media", "Notices",
        "RandomTesting", "Relations", "SQL", "SQLTesting", "Subjects", "Telemetry", "Web",
      ]),
    tests(of: "Mail", uses: ["AccountsTesting", "Core", "CoreTesting", "SQL", "Telemetry", "Transfer"]),
    tests(
      of: "Operations",
      uses: ["Accounts", "AccountsTesting", "Care", "Core", "CoreTesting", "JSON", "Notices", "Relations", "SQL"]),
    tests(
      of: "Portability",
      uses: ["Accounts", "AccountsTesting", "Core", "CoreTesting", "JSON", "SQL", "System", "Telemetry", "ZIP"]),
    tests(of: "Appearance", uses: ["Core", "Design", "Engine", "HTTP", "Web"]),
    tests(of: "Subjects", uses: ["AccountsTesting", "Core", "SQL", "SQLTesting", "Words"]),
    tests(
      of: "Feed",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media", "Notices", "Relations",
        "SQL", "SQLTesting", "Subjects", "Telemetry", "Walls", "Web",
      ]),
    tests(
      of: "Search",
      uses: [
        "Accounts", "AccountsTesting", "Chat", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media", "Notices",
        "People", "Relations", "SQL", "Subjects", "Tasks", "Telemetry", "Walls", "Web", "Words",
      ]),
    tests(
      of: "Chat",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Live", "Markdown", "Media",
        "Notices", "RandomTesting", "Relations", "SQL", "SQLTesting", "Subjects", "Telemetry", "Web", "Words",
      ]),
    tests(
      of: "Notices",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "RandomTesting", "Relations",
        "SQL", "SQLTesting", "Web",
      ]),
    tests(
      of: "Tasks",
      uses: [
        "Accounts", "AccountsTesting", "Composition", "Core", "CoreTesting", "Crypto", "Design", "Encoding", "Engine", "HTML", "HTTP",
        "JSON",
        "RandomTesting", "SQL", "SQLTesting", "Web", "Subjects", "Words",
      ]),
    tests(
      of: "Lobby",
      uses: [
        "Accounts", "AccountsTesting", "Chat", "Core", "CoreTesting", "JSON", "Media", "RandomTesting", "Relations", "SQL", "SQLTesting",
        "Subjects", "Telemetry",
      ]),
    tests(
      of: "Cats",
      uses: [
        "Accounts", "AccountsTesting", "Chat", "Composition", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media",
        "Notices", "RandomTesting", "Relations", "SQL", "SQLTesting", "Subjects", "Telemetry", "Web",
      ]),
    tests(
      of: "Relations",
      uses: ["Accounts", "AccountsTesting", "Composition", "Core", "CoreTesting", "JSON", "SQL", "SQLTesting"]),
    tests(
      of: "People",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Design", "Engine", "HTTP", "JSON", "Media", "Notices", "Relations", "SQL",
        "SQLTesting", "Subjects", "Walls", "Web",
      ]),
    tests(
      of: "Walls",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media", "Notices",
        "RandomTesting", "Relations", "SQL", "SQLTesting", "Subjects", "Telemetry", "Web", "Words",
      ]),
    tests(
      of: "Codeground",
      uses: [
        "Accounts", "AccountsTesting", "Chat", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "Media", "Notices",
        "RandomTesting", "Relations", "SQL", "SQLTesting", "Subjects", "System", "Telemetry", "Walls", "Web", "Words",
        "ZIP",
      ]),
    tests(
      of: "Media",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTTP", "JSON", "RandomTesting", "SQL",
        "SQLTesting", "System", "Telemetry", "Web",
      ]),
    tests(
      of: "Downloads",
      uses: [
        "Accounts", "AccountsTesting", "Core", "CoreTesting", "Crypto", "Design", "Engine", "HTML", "HTTP", "JSON", "RandomTesting", "SQL",
        "SQLTesting", "Web",
      ]),
    tests(
      of: "NeoSpace",
      uses: [
        "Accounts", "Bus", "Chat", "Composition", "Core", "Design", "Downloads", "HTML", "HTTP", "JSON", "Live", "RedisTesting", "SQL",
        "SQLTesting", "Tasks", "Telemetry", "Web",
      ]),
    .testTarget(name: "ArchitectureTests", path: "Tests/ArchitectureTests", swiftSettings: swiftSettings),
  ] + features,
  cxxLanguageStandard: .cxx20
)
