import Engine
import Foundation
import HTTP
import System
import Testing

@Suite struct ServingFiles {
  private let css = Array(String(repeating: "body { color: black }\n", count: 100).utf8)
  private let png = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  private func files() -> StaticFiles { StaticFiles(contents: ["css/base.css": css, "art/cat.png": png, "empty.txt": []]) }

  private func get(_ files: StaticFiles, _ path: String, _ headers: KeyValuePairs<String, String> = [:]) -> Response? {
    files.answer(Request(.get, "/assets/" + path, headers: headers), for: path)
  }

  private func bytes(_ response: Response?) -> [UInt8]? {
    switch response?.body {
    case .empty: []
    case .bytes(let bytes): bytes
    case .shared(let buffer): buffer.bytes
    default: nil
    }
  }

  @Test func aVersionedAddressIsKeptForGood() throws {
    let files = files()
    #expect(files.url(of: "css/base.css") == "/assets/\(files.version)/css/base.css")
    #expect(files.version.utf8.count == 16)
    let response = try #require(get(files, "\(files.version)/css/base.css"))
    #expect(response.status == 200)
    #expect(response.headers["Cache-Control"] == "public, max-age=31536000, immutable")
    #expect(response.headers["Content-Type"] == "text/css; charset=utf-8")
    #expect(bytes(response) == css)
  }

  @Test func plainAndOutdatedAddressesAreRevalidated() throws {
    let files = files()
    for path in ["css/base.css", "0123456789abcdef/css/base.css"] {
      let response = try #require(get(files, path))
      #expect(response.headers["Cache-Control"] == "no-cache")
      let tag = try #require(response.headers["ETag"])
      let again = try #require(get(files, path, ["If-None-Match": tag]))
      #expect(again.status == 304)
      #expect(bytes(again)?.isEmpty == true)
      #expect(again.headers["ETag"] == tag)
      #expect(get(files, path, ["If-None-Match": "\"other\""])?.status == 200)
    }
  }

  @Test func anyChangeMakesANewVersion() {
    let one = StaticFiles(contents: ["a": [1], "b": [2]])
    #expect(StaticFiles(contents: ["b": [2], "a": [1]]).version == one.version)
    #expect(StaticFiles(contents: ["a": [1], "b": [3]]).version != one.version)
    #expect(StaticFiles(contents: ["a": [1], "c": [2]]).version != one.version)
  }

  @Test func textIsCompressedForThoseWhoCanRead() throws {
    let plain = try #require(get(files(), "css/base.css"))
    let small = try #require(get(files(), "css/base.css", ["Accept-Encoding": "gzip, br"]))
    #expect(small.headers["Content-Encoding"] == "gzip")
    #expect(small.headers["Vary"] == "Accept-Encoding")
    #expect(plain.headers["Vary"] == "Accept-Encoding")
    #expect(plain.headers["Content-Encoding"] == nil)
    #expect(small.headers["ETag"] != plain.headers["ETag"])
    let compressed = try #require(bytes(small))
    #expect(compressed.count < css.count / 5)
    #expect(try gunzip(compressed) == css)
  }

  @Test func picturesAreSentAsTheyAre() throws {
    let response = try #require(get(files(), "art/cat.png", ["Accept-Encoding": "gzip"]))
    #expect(response.headers["Content-Encoding"] == nil)
    #expect(response.headers["Vary"] == nil)
    #expect(response.headers["Content-Type"] == "image/png")
  }

  @Test func aPartIsServedUncompressed() throws {
    let part = try #require(get(files(), "css/base.css", ["Range": "bytes=5-9", "Accept-Encoding": "gzip"]))
    #expect(part.status == 206)
    #expect(part.headers["Content-Range"] == "bytes 5-9/\(css.count)")
    #expect(bytes(part) == Array(css[5..<10]))
    #expect(get(files(), "art/cat.png", ["Range": "bytes=1000-"])?.status == 416)
    #expect(get(files(), "art/cat.png", ["Range": "bytes=0-1", "If-Range": "\"old\""])?.status == 200)
    #expect(get(files(), "empty.txt")?.status == 200)
  }

  @Test(arguments: [
    "", "css", "css/", "css/base.cs", "../Package.swift", "css/../css/base.css", "/etc/passwd", "css//base.css", "CSS/base.css",
    "css\\base.css",
    "css/base.css\u{0}", "css/base.css/",
  ])
  func nothingElseIsThere(_ path: String) {
    let files = files()
    #expect(get(files, path) == nil)
    #expect(get(files, "\(files.version)/\(path)") == nil)
  }

  @Test func aFolderIsReadOnceWithoutLinksAndHiddenFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "static-\(UInt64.random(in: 0...UInt64.max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "a/.git"), withIntermediateDirectories: true)
    for (path, text) in [("a/x.js", "1"), (".env", "secret"), ("a/.git/config", "secret"), ("top.svg", "<svg/>")] {
      try Data(text.utf8).write(to: folder.appending(path: path))
    }
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link.txt"), withDestinationURL: URL(filePath: "/etc/passwd"))
    let files = try StaticFiles(folder: folder.path)
    #expect(files.paths == ["a/x.js", "top.svg"])
    try FileManager.default.removeItem(at: folder.appending(path: "a/x.js"))
    #expect(bytes(get(files, "a/x.js")) == Array("1".utf8))
  }

  @Test func modulesAreKnownByWhatTheyImport() {
    let files = StaticFiles(
      contents: [
        "js/page.js": "import './a.js';\nimport { b } from './b.js';\nimport('./late.js');\nconst text = `\n  import './text.js'`;\n",
        "js/a.js": "import { b, c } from './b.js';\nimport { page } from './page.js';\n", "js/b.js": "import './gone.js';\n",
        "js/room.js": "import { b } from './b.js';\nimport { d } from './d.js';\n", "js/d.js": "", "js/late.js": "", "js/text.js": "",
        "css/b.js": "import './a.js';\n",
      ].mapValues { Array($0.utf8) })
    #expect(files.modules(importedBy: ["js/page.js"]) == ["js/a.js", "js/b.js"])
    #expect(files.modules(importedBy: ["js/page.js", "js/room.js"]) == ["js/a.js", "js/b.js", "js/d.js"])
    #expect(files.modules(importedBy: ["js/room.js", "js/b.js"]) == ["js/d.js"])
    for scripts in [[], ["js/d.js"], ["js/unknown.js"], ["css/b.js"]] { #expect(files.modules(importedBy: scripts) == []) }
  }

  @Test func aMissingFolderIsAnError() {
    #expect(throws: StaticFiles.LoadError.unreadable("/nonexistent/folder")) { try StaticFiles(folder: "/nonexistent/folder") }
  }

  /// Unpacked by the system's own tool, so that we do not believe ourselves.
  private func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".gz")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var unpacked: [UInt8] = []
    #expect(Command("gunzip", ["--stdout", file.path]).run { unpacked += $0 } == 0)
    return unpacked
  }
}
