import Core
import Foundation
import HTML
import HTTP
import Testing

@testable import Design

@Suite("Scripts") struct ScriptTests {
  /// The modules that pages name, read off the sources; all pages name `page.js`.
  static let entries: [String] = {
    let sources = PublicFolder.url.appending(path: "../Sources").standardizedFileURL
    var named: Set<String> = []
    for case let path as String in FileManager.default.enumerator(atPath: sources.path)! where path.hasSuffix(".swift") {
      // Without the sources there is nothing to test.
      let text = try! String(contentsOf: sources.appending(path: path), encoding: .utf8)
      named.formUnion(text.matches(of: /"(js\/[a-z-]+\.js)"/).map { String($0.1) })
    }
    return named.sorted()
  }()

  /// The modules and all they import; with `onDemand` also what is loaded when a member first needs it.
  static func loaded(by entries: [String], onDemand: Bool = false) throws -> Set<String> {
    var loaded: Set<String> = []
    var waiting = entries
    while let file = waiting.popLast() {
      guard loaded.insert(file).inserted else { continue }
      let text = try PublicFolder.text(file)
      waiting += text.matches(of: /(?m)^import (?:.*? from )?'\.\/(.+?)';/).map { "js/\($0.1)" }
      if onDemand { waiting += text.matches(of: /\bimport\('\.\/(.+?)'\)/).map { "js/\($0.1)" } }
    }
    return loaded
  }

  /// The budget is 40 KiB compressed, which the browser tests measure; these bounds on the size before compression are easier to keep in mind.
  @Test("of a page stay small before compression already", arguments: entries) func budget(_ entry: String) throws {
    #expect(try Self.loaded(by: ["js/page.js", entry]).map(PublicFolder.size).reduce(0, +) <= 74 * 1024)
  }

  @Test("that are loaded on demand do not double a page", arguments: entries) func budgetOnDemand(_ entry: String) throws {
    #expect(try Self.loaded(by: ["js/page.js", entry], onDemand: true).map(PublicFolder.size).reduce(0, +) <= 136 * 1024)
  }

  @Test("are all named in the head of their page, once, by the addresses under which they import each other", arguments: entries)
  func preloads(_ entry: String) throws {
    let files = try StaticFiles(folder: PublicFolder.url.path)
    let site = Site(destinations: [], asset: AssetPath(files.url, imports: files.modules))
    let scripts = Set(["js/page.js", entry])
    for viewer in [nil, PageTests.member(.member)] {
      let page = ShellPage(
        "Page", Visit(site: site, viewer: viewer, appearance: .standard, path: "/"), modules: entry == "js/page.js" ? [] : [entry]
      ) { h1 { "Page" } }
      let named = page.markup.matches(of: /<link rel="modulepreload" href="([^"]+)">/).map { String($0.1) }
      #expect(named.sorted() == (try Self.loaded(by: scripts.sorted()).subtracting(scripts)).map(files.url).sorted())
    }
  }

  @Test("are all loaded by some page") func noneIsForgotten() throws {
    #expect(Self.entries.count > 5 && Self.entries.contains("js/page.js"))
    #expect(try Self.loaded(by: Self.entries, onDemand: true) == Set(PublicFolder.files(in: "js", ending: ".js")))
  }

  @Test("parse markup in one place only and run no text as code") func noMarkup() throws {
    for file in try PublicFolder.files(in: "js", ending: ".js") {
      let text = try PublicFolder.text(file)
      for forbidden in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setAttribute('on",
      ] {
        #expect(!text.contains(forbidden), "\(file) uses \(forbidden)")
      }
      #expect(text.contains("DOMParser") == (file == "js/markup.js"))
      #expect(text.contains("localStorage") == (file == "js/kept.js"))
    }
  }

  @Test("import each other relatively, and only what is there") func imports() throws {
    for file in try PublicFolder.files(in: "js", ending: ".js") {
      for match in try PublicFolder.text(file).matches(of: /(?m)^import (?:.*? from )?'(.+?)';/) {
        #expect(match.1.hasPrefix("./"))
        _ = try PublicFolder.size("js/" + match.1.dropFirst(2))
      }
    }
  }

  /// The server sends lines that are comments alone as empty ones. So none of them may be code or a part of a text.
  @Test("keep comments on lines of their own, and texts free of what looks like one") func comments() throws {
    for file in try PublicFolder.files(in: "js", ending: ".js") {
      var (isInComment, isInText) = (false, false)
      for (number, line) in try PublicFolder.text(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let words = line.trimmingCharacters(in: .whitespaces)
        if isInComment || words.hasPrefix("/*") {
          #expect(!isInText && (!words.contains("*/") || words.hasSuffix("*/")), "\(file):\(number + 1)")
          isInComment = !words.hasSuffix("*/")
        } else if words.hasPrefix("//") {
          #expect(!isInText, "\(file):\(number + 1)")
        } else if line.count(where: { $0 == "`" }) % 2 == 1 {
          isInText.toggle()
        }
      }
      #expect(!isInComment && !isInText, "\(file) ends in the middle of something")
    }
  }

  @Test("write no style of their own") func noStyle() throws {
    for file in try PublicFolder.files(in: "js", ending: ".js") { #expect(!(try PublicFolder.text(file).contains(".style")), "\(file)") }
  }
}

extension PublicFolder {
  /// Throws when the file does not exist.
  static func size(_ file: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: url.appending(path: file).path)[.size] as? Int ?? 0
  }
}
