// swift-tools-version: 6.1
import PackageDescription

/// What reads bytes of strangers, driven by libFuzzer. `bin/fuzz` builds and runs it; the server's own package knows nothing of it.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "neospace", path: "..")],
  targets: [
    // Not said to depend on `Readers`: the engine's own C++ headers are read as text, not as a module.
    .target(
      name: "CFuzz",
      cxxSettings: [
        .unsafeFlags(["-O1", "-Wall", "-Wextra", "-I\(Context.packageDirectory)/../Sources/Platform/CBeast/include"]),
        .define("BOOST_ASIO_NO_DEPRECATED"),
      ]),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzz", .product(name: "Readers", package: "neospace")], path: "Sources/Fuzz",
      swiftSettings: [.unsafeFlags(["-warnings-as-errors", "-parse-as-library"])]),
  ],
  cxxLanguageStandard: .cxx20
)
