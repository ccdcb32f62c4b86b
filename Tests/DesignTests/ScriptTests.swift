import Foundation
import Testing

@Suite("Scripts") struct ScriptTests {
  /// Every module a page names beside `page.js`.
  static let entries = ["js/room.js", "js/past.js", "js/tasks.js"]

  /// The budget is 40 KiB compressed, which the browser tests measure; these are about two fifths of that.
  @Test("of a page stay small before compression already", arguments: entries) func budget(_ entry: String) throws {
    var loaded: Set<String> = []
    var waiting = ["js/page.js", entry]
    while let file = waiting.popLast() {
      guard loaded.insert(file).inserted else { continue }
      waiting += try PublicFolder.text(file).matches(of: /(?m)^import (?:.*? from )?'\.\/(.+?)';/).map { "js/\($0.1)" }
    }
    #expect(try loaded.map(PublicFolder.size).reduce(0, +) <= 48 * 1024)
  }

  @Test("parse markup in one place only and run no text as code") func noMarkup() throws {
    for file in try PublicFolder.files(in: "js", ending: ".js") {
      let text = try PublicFolder.text(file)
      for forbidden in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setAttribute('on", "localStorage",
      ] {
        #expect(!text.contains(forbidden), "\(file) uses \(forbidden)")
      }
      #expect(text.contains("DOMParser") == (file == "js/markup.js"))
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
