import Foundation
import Testing

/// Routes orchestrate, services decide, repositories persist: read off the sources' imports, so that it stays true.
@Suite struct ArchitectureTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let platform: Set<String> = [
    "Encoding", "Engine", "HTTP", "SQL", "JSON", "HTML", "Markdown", "Crypto", "Bus", "System", "Telemetry", "Transfer",
    "MediaWork", "Words", "ZIP", "Differences",
  ]
  static let house: Set<String> = ["Core", "Web", "Live", "Design", "Composition", "NeoSpace", "Command"]
  /// Features in the order they stand on one another; a feature may import those named here and nothing else of this list.
  static let below: [String: Set<String>] = [
    "Accounts": [], "Appearance": [], "Relations": ["Accounts"], "Notices": ["Accounts", "Relations"], "Subjects": ["Accounts"],
    "Media": ["Accounts"], "Chat": ["Accounts", "Media", "Notices", "Relations", "Subjects"], "Tasks": ["Accounts", "Subjects"],
    "Downloads": ["Accounts", "Subjects"], "Walls": ["Accounts", "Media", "Notices", "Relations", "Subjects"],
    "Codeground": ["Accounts", "Chat", "Notices", "Relations", "Subjects", "Walls"],
    "Song": ["Accounts", "Media", "Notices", "Relations", "Subjects"],
    "People": ["Accounts", "Notices", "Relations"], "Lobby": ["Relations"], "Feed": ["Relations", "Subjects"],
    "Search": ["Accounts", "Chat", "People", "Relations", "Subjects"], "Care": ["Accounts", "Media", "Notices", "Relations"],
    "Cats": ["Accounts", "Chat"], "Mail": ["Accounts"], "Operations": ["Accounts", "Care", "Chat", "Mail", "Notices"],
    "Portability": ["Accounts"], "Internals": ["Chat"],
  ]

  struct SourceFile {
    let path: String
    let name: String
    let target: String
    let feature: String?
    let imports: [String]
    let text: String

    /// Says what a feature is and brings, so it may name all of its rooms; it decides and stores nothing itself.
    var isWiring: Bool { target == "Composition" || feature.map { name.hasPrefix("\($0)Feature") } ?? false }
  }

  static let files: [SourceFile] = {
    let sources = root.appending(path: "Sources")
    let paths = FileManager.default.enumerator(atPath: sources.path)!.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    return paths.map { path in
      // Without the sources there is nothing to test.
      let text = try! String(contentsOf: sources.appending(path: path), encoding: .utf8)
      let parts = path.split(separator: "/").map(String.init)
      let nested = parts[0] == "Platform" || parts[0] == "Features"
      let imports = text.split(separator: "\n").compactMap { line -> String? in
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count, index <= 2, !line.hasPrefix("//") else { return nil }
        return words[index + 1..<words.count].last.map(String.init)
      }
      return SourceFile(
        path: path, name: parts.last!, target: nested ? parts[1] : parts[0], feature: parts[0] == "Features" ? parts[1] : nil,
        imports: imports, text: text)
    }
  }()

  @Test func thereIsSomethingToCheck() {
    #expect(Self.files.count > 50)
    #expect(Set(Self.files.compactMap(\.feature)) == Set(Self.below.keys))
  }

  /// `bin/test` runs the test modules that import these on PostgreSQL, too.
  @Test func featuresWithTablesAreTestedOnBothDatabases() throws {
    for feature in Self.below.keys {
      let migrations = Self.root.appending(path: "Sources/Features/\(feature)/Migrations")
      guard FileManager.default.fileExists(atPath: migrations.path) else { continue }
      let tests = Self.root.appending(path: "Tests/\(feature)Tests")
      let names = (FileManager.default.enumerator(atPath: tests.path)?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
      let texts = try names.map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }
      let usesDatabase = texts.contains { $0.contains("import SQLTesting\n") || $0.contains("import AccountsTesting\n") }
      #expect(usesDatabase, "Tests/\(feature)Tests uses neither SQLTesting nor AccountsTesting")
    }
  }

  @Test func platformKnowsNothingOfNeoSpace() {
    let ours = Self.house.union(Self.below.keys)
    for file in Self.files where Self.platform.contains(file.target) {
      #expect(ours.isDisjoint(with: file.imports), "\(file.path) imports \(ours.intersection(file.imports))")
    }
  }

  /// What may import SQL: a repository, a list of repositories, what their rows are read into, migrations.
  static let persistence = ["Repository.swift", "Repositories.swift", "Rows.swift", "Store.swift", "Migrations.swift"]

  @Test func onlyRepositoriesPersist() {
    // Persistence.swift is the door through which services open a transaction without seeing SQL.
    for file in Self.files where file.imports.contains("SQL") && !Self.platform.contains(file.target) && file.target != "NeoSpace" {
      let allowed =
        Self.persistence.contains(where: file.name.hasSuffix) || file.path.hasPrefix("Core/Persistence") || file.isWiring
      #expect(allowed, "\(file.path) imports SQL")
    }
  }

  @Test(arguments: [
    ("HTTP", ["Routes.swift", "Schemas.swift", "Schema.swift"]), ("Web", ["Routes.swift"]), ("Live", ["Socket.swift"]),
    ("HTML", ["Views.swift"]),
  ])
  func aFeaturesRoomsImportOnlyWhatIsTheirs(module: String, suffixes: [String]) {
    for file in Self.files where file.feature != nil && file.imports.contains(module) && !file.isWiring {
      #expect(suffixes.contains(where: file.name.hasSuffix), "\(file.path) imports \(module), which is for *\(suffixes)")
    }
  }

  @Test func featuresStandOnlyOnThoseBelow() {
    for file in Self.files {
      guard let feature = file.feature else { continue }
      let others = Set(file.imports).intersection(Self.below.keys).subtracting([feature])
      #expect(others.isSubset(of: Self.below[feature]!), "\(file.path) imports \(others)")
      #expect(Set(file.imports).isDisjoint(with: ["NeoSpace", "Engine"]), "\(file.path) reaches around its contracts")
    }
  }

  @Test func cFacesAndUnsafePointersStayInThePlatform() {
    let cFaces: Set<String> = ["CBeast", "CSQLite", "CSodium", "CCrypt", "CMarkdown", "CZlib", "CHiredis", "CPostgres", "CCurl"]
    for file in Self.files where !Self.platform.contains(file.target) {
      #expect(cFaces.isDisjoint(with: file.imports), "\(file.path) imports a C face")
      #expect(!file.text.contains("UnsafeMutable") && !file.text.contains("UnsafeRaw"), "\(file.path) handles raw memory")
    }
  }

  @Test func timeAndChanceComeFromTheScope() {
    // The wall clock is read where a process begins: by the two front doors, the composition root and the command line.
    for file in Self.files where file.feature != nil {
      for word in ["Date()", "systemNow()", ".random(in:", "UUID()", "SystemRandomNumberGenerator"] {
        #expect(!file.text.contains(word), "\(file.path) uses \(word)")
      }
    }
  }

  @Test func theEnvironmentIsReadOnce() {
    for file in Self.files where file.text.contains("ProcessInfo.processInfo.environment") || file.text.contains("getenv(") {
      #expect(["Command", "NeoSpace"].contains(file.target), "\(file.path) reads the environment")
    }
  }

  /// A value put into a link by hand can end its part of it: `Link` encodes every part. Patterns of routes and CSS are no links.
  @Test func linksAreMadeByTheirBuilder() throws {
    let byHand = [
      try Regex(#""/[^" \n]*\\\("#),  // "/rooms/\(name)"
      try Regex(#"[?&][a-z_]+=\\\("#),  // "…?before=\(id)"
      try Regex(#"\+ "[?#&][A-Za-z_]"#),  // path + "?page="
    ]
    for file in Self.files where !Self.platform.contains(file.target) && file.path != "Core/Link.swift" {
      for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
        #expect(!byHand.contains { line.contains($0) }, "\(file.path):\(number + 1) puts a link together by hand")
      }
    }
  }

  @Test func nothingIsLeftForLater() {
    for file in Self.files {
      for mark in ["TODO", "FIXME", "XXX", "try!", "fatalError(\"not implemented"] {
        #expect(!file.text.contains(mark), "\(file.path) holds \(mark)")
      }
    }
  }

  /// Not of files of others (`Public/vendor`). What runs in the frames of members' scripts is below `Public/run`: no page of ours loads that.
  @Test func pagesCarryNoInlineScriptAndModulesNameNoOtherOrigin() throws {
    let folder = Self.root.appending(path: "Public")
    let allowed = [".style.": "run/lib/sketch/", "document.write": "run/lib/html-frame.js"]
    for case let path as String in FileManager.default.enumerator(atPath: folder.path)! where path.hasSuffix(".js") {
      if path.hasPrefix("vendor/") { continue }
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      for word in ["eval(", "new Function(", "http://", "https://", ".style.", "localStorage.setItem(\"token", "document.write"] {
        if let place = allowed[word], path.hasPrefix(place) { continue }
        #expect(!text.contains(word) || (word.hasPrefix("http") && text.contains("http://www.w3.org/")), "Public/\(path) holds \(word)")
      }
    }
  }
}
