import Foundation
import Testing

/// Code that documentation shows is in `DocumentationExamples.swift`, so that it compiles.
@Suite struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private struct Example {
    let file: String
    let lines: [Substring]
  }

  private static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  private static func files(in folder: String, ending suffix: String) throws -> [String] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)!.compactMap { $0 as? String }
    return names.filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
  }

  /// Blocks fenced as `swift`, and in comments also those that are indented by four.
  private static func examples(in path: String) throws -> [Example] {
    let isSource = path.hasSuffix(".swift")
    var examples: [Example] = []
    var block: [Substring] = []
    var fence: Substring?
    func end() {
      if !block.isEmpty { examples.append(Example(file: path, lines: block)) }
      block = []
    }
    for line in try text(path).split(separator: "\n", omittingEmptySubsequences: false) {
      guard let content = isSource ? comment(line) : line else {
        end()
        fence = nil
        continue
      }
      if content.hasPrefix("```") {
        end()
        fence = fence == nil ? content.dropFirst(3) : nil
      } else if fence == "swift" || fence == nil && isSource && (content.hasPrefix("    ") || content.isEmpty && !block.isEmpty) {
        block.append(content)
      } else {
        end()
      }
    }
    end()
    return examples
  }

  /// What a line of a documentation comment says, nil for other lines.
  private static func comment(_ line: Substring) -> Substring? {
    let line = line.drop { $0 == " " }
    guard line.hasPrefix("///") else { return nil }
    let content = line.dropFirst(3)
    return content.hasPrefix(" ") ? content.dropFirst() : content
  }

  private static func trimmed(_ lines: [Substring]) -> String {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  @Test func everyExampleCompiles() throws {
    let compiled = Self.trimmed(try Self.text("Tests/NeoSpaceTests/DocumentationExamples.swift").split(separator: "\n"))
    let paths = try Self.files(in: "Sources", ending: ".swift") + Self.files(in: "docs", ending: ".md") + ["README.md", "CONTRIBUTING.md"]
    let examples = try paths.flatMap(Self.examples)
    #expect(examples.count >= 9)
    for example in examples {
      let shown = Self.trimmed(example.lines)
      #expect(compiled.contains(shown), "\(example.file) shows code that DocumentationExamples.swift does not have:\n\(shown)")
    }
  }
}
