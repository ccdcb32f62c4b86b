import Foundation
import Testing

/// What may not be in the sources at all, so that nobody has to find out what it does there; and that docs/asvs.md tells the truth.
@Suite struct SecurityRulesTests {
  private static let root = ArchitectureTests.root

  private static func text(of path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  private static func files(in folder: String, ending endings: String...) -> [(path: String, text: String)] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)!.compactMap { $0 as? String }
    return paths.filter { path in endings.contains { path.hasSuffix($0) } }.map { path in
      ("\(folder)/\(path)", try! text(of: "\(folder)/\(path)"))
    }
  }

  private func expect(none words: [String], in files: [(path: String, text: String)], except allowed: Set<String> = []) {
    #expect(!files.isEmpty)
    for file in files where !allowed.contains(file.path) {
      for word in words { #expect(!file.text.contains(word), "\(file.path) has \(word)") }
    }
  }

  private static let sources = files(in: "Sources", ending: ".swift", ".cpp", ".hpp", ".h", ".c")

  /// Programs are started with their arguments in a list: one by the operator's `backup`, the media worker by the server, and ffmpeg by the
  /// media worker, which names files only by paths the server has chosen.
  @Test func noShellIsStarted() throws {
    expect(none: ["popen(", "/bin/sh", "/bin/bash", "execv", " fork(", "Glibc.system("], in: Self.sources)
    // The header of CSandbox offers one of the calls that Swift does not see.
    let starters: Set = [
      "Sources/Platform/MediaWork/WorkerProcess.swift", "Sources/Platform/CSandbox/CSandbox.c",
      "Sources/Platform/CSandbox/include/CSandbox.h", "Sources/Platform/System/Command.swift",
    ]
    expect(none: ["posix_spawn"], in: Self.sources, except: starters)
    expect(none: [" Process()"], in: Self.sources)
  }

  @Test func noTextIsRunAsCode() {
    expect(
      none: ["eval(", "new Function", "Function(", "document.write", "javascript:", "import(/"],
      in: Self.files(in: "Public/js", ending: ".js"))
    expect(none: ["dlopen(", "JSContext", "NSPredicate(format"], in: Self.sources)
  }

  @Test func noXMLIsRead() {
    expect(none: ["FoundationXML", "XMLParser", "XMLDocument", "libxml"], in: Self.sources)
  }

  @Test func noBrokenCryptography() {
    let words = [
      "MD5", "md5", "SHA1", "sha1(", "_ECB", "_ecb", "RC4", "rc4", "DES_", "arc4random", "rand()", "srand(", "CryptoKit", "OpenSSL",
    ]
    expect(none: words, in: Self.sources)
  }

  @Test func noPackageOfOthers() throws {
    #expect(!(try Self.text(of: "Package.swift")).contains(".package("))
    #expect(!FileManager.default.fileExists(atPath: Self.root.appending(path: "Package.resolved").path))
    #expect(!FileManager.default.fileExists(atPath: Self.root.appending(path: "package.json").path))
  }

  @Test func theSampleProxySpeaksNoOldTLS() throws {
    let lines = try Self.text(of: "deploy/nginx.conf").split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["ssl_protocols", "TLSv1.2", "TLSv1.3;"]))
    #expect(lines.contains(["listen", "443", "ssl", "http2;"]) && !lines.contains { $0.first == "listen" && $0.contains("80;") })
  }

  /// Addresses hold tokens (`/recover?token=…`), and a compressed page tells by its length what is in it.
  @Test func theSampleProxiesLogNoTokensAndCompressNoPages() throws {
    let nginx = try Self.text(of: "deploy/nginx.conf")
    let directives = nginx.split(separator: "\n").filter { !$0.contains("#") }.joined(separator: " ")
    #expect(directives.matches(of: /access_log (?!off)/).count == directives.matches(of: /access_log \S+ neospace;/).count)
    #expect(directives.contains("log_format neospace") && directives.contains("$uri") && directives.contains("gzip off;"))
    for word in ["$request ", "$request\"", "$request_uri", "$args", "$query_string", "$http_referer", "gzip on"] {
      #expect(!directives.contains(word), "\(word)")
    }
    for name in ["deploy/Caddyfile", "deploy/Caddyfile.nodes"] {
      let lines = try Self.text(of: name).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(lines.filter { $0.hasPrefix("encode ") } == ["encode @static zstd gzip"] && lines.contains("@static path /assets/*"))
      for line in [#"request>uri regexp \?.* """#, "request>headers>Referer delete", "resp_headers>Location delete"] {
        #expect(lines.contains(line), "\(name): \(line)")
      }
    }
  }

  @Test func everyTestThatASVSNamesIsThere() throws {
    let document = try Self.text(of: "docs/asvs.md")
    let named = document.matches(of: /`(Tests\/[^`:]+)::(\w+)`/)
    #expect(named.count > 80)
    for match in named {
      let (path, name) = (String(match.1), String(match.2))
      let text = try #require(try? Self.text(of: path), "docs/asvs.md names \(path)")
      #expect(text.contains("func \(name)(") || text.contains("def \(name)("), "\(path) has no \(name)")
    }
  }

  /// Level 1 of ASVS 5.0.0, as its chapters number it.
  @Test func everyRequirementOfLevelOneIsAnswered() throws {
    let levelOne = """
      1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1
      5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1
      7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2
      13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
      """.split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(levelOne.count == 70)
    let rows = try Self.text(of: "docs/asvs.md").split(separator: "\n").compactMap {
      $0.firstMatch(of: /^\| (\d+\.\d+\.\d+) \|.*\| ([^|]+) \|$/)
    }
    #expect(rows.map { String($0.1) } == levelOne)
    for row in rows { #expect(row.2.count > 8, "\(row.1) is answered by nothing") }
  }
}
