/// Which of a folder's scripts import which others, read off their texts once.
///
/// A browser finds a module's imports only when the module has come, level after level. A page that names all of them saves these trips.
/// Only imports at the start of a line count, as `import … from './name.js';`: what `import()` loads is not needed at the start.
struct ModuleGraph: Sendable {
  /// By the bytes of a script's path: all that it imports and what those import in turn, in the order in which browsers would find them.
  private let imports: [[UInt8]: [String]]

  /// - Parameter contents: path below the folder to text; what is no script is left out.
  init(contents: [String: [UInt8]]) {
    let direct = Dictionary(
      uniqueKeysWithValues: contents.filter { $0.key.hasPrefix("js/") && $0.key.hasSuffix(".js") }.map { path, text in
        (path, Self.imports(of: text).map { "js/" + $0 }.filter { contents[$0] != nil })
      })
    imports = Dictionary(
      uniqueKeysWithValues: direct.keys.map { entry in
        var found = [entry]
        var known = Set(found)
        var next = 0
        while next < found.count {
          found += (direct[found[next]] ?? []).filter { known.insert($0).inserted }
          next += 1
        }
        return (Array(entry.utf8), Array(found.dropFirst()))
      })
  }

  /// What these scripts import, at first hand or further on, each once; without the scripts themselves.
  func imports(of entries: [String]) -> [String] {
    var known = Set(entries)
    return entries.flatMap { entry in (imports[Array(entry.utf8)] ?? []).filter { known.insert($0).inserted } }
  }

  /// The names in `import … from './name.js';` and `import './name.js';`.
  private static func imports(of text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard line.starts(with: "import ".utf8), let end = line.lastIndex(of: quote),
        let start = line[..<end].lastIndex(of: quote)
      else { return nil }
      let name = line[(start + 1)..<end]
      guard name.starts(with: "./".utf8) else { return nil }
      return String(decoding: name.dropFirst(2), as: UTF8.self)
    }
  }

  private static let quote = UInt8(ascii: "'")
}
