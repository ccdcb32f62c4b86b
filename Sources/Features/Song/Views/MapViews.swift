import Design
import HTML

/// `/song/stories/{id}/map`: the verses as a drawing, and as a list that says the same.
struct MapPage: View {
  let story: Story
  let map: StoryMap
  let check: StoryCheck
  let visit: Visit

  var body: some HTML {
    ShellPage("Map", visit, mainClass: "song song-map", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Map of \(story.title)" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      div(.class("map-frame card"), .tabIndex(0), .role("region"), .aria("label", "Drawing")) {
        MapDrawing(title: story.title, map: map, problems: problems)
      }
      h2(.id("verses-list")) { "Verses as a list" }
      ul(.class("map-list"), .aria("labelledby", "verses-list")) {
        MapList(story: story, map: map, problems: problems).body
      }
    }
  }

  /// What is wrong with each verse, in words.
  private var problems: [VerseID: [String]] {
    var words: [VerseID: [String]] = [:]
    for problem in check.problems {
      guard let verse = problem.verse, words[verse]?.contains(problem.kind.label) != true else { continue }
      words[verse, default: []].append(problem.kind.label)
    }
    return words
  }
}

/// The boxes and lines. What has a problem says so, and its frame is dashed. A picture alone may hold no links, so it is a document first.
private struct MapDrawing: View {
  let title: String
  let map: StoryMap
  let problems: [VerseID: [String]]

  private static let (halfWidth, halfHeight) = (MapBox.halfWidth, MapBox.halfHeight)
  private static let margin = 24

  var body: some HTML {
    let places = Dictionary(map.nodes.map { ($0.id, (x: $0.x, y: $0.y)) }, uniquingKeysWith: { first, _ in first })
    let (width, height) = (map.width + 2 * Self.margin, map.height + 2 * Self.margin)
    svg(
      .role("graphics-document img"), .aria("label", "Map of \(title)"), .viewBox("\(-Self.margin) \(-Self.margin) \(width) \(height)"),
      .width(String(width)), .height(String(height))
    ) {
      for edge in map.edges {
        if let from = places[edge.from], let to = places[edge.to] {
          let line = Self.line(from, to, isBack: edge.isBack || edge.from == edge.to)
          polyline(.class(edge.isBack ? "way back" : "way"), .points(line.points), .fill("none"))
          polyline(.class("tip"), .points(line.tip))
        }
      }
      for node in map.nodes { MapBox(node: node, facts: problems[node.id] ?? []) }
    }
  }

  /// From the lower edge of one box to the upper edge of the other. What leads back goes round the side.
  private static func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), isBack: Bool) -> (points: String, tip: String) {
    guard isBack || to.y <= from.y else {
      let (x, y) = (to.x, to.y - halfHeight)
      return ("\(from.x),\(from.y + halfHeight) \(x),\(y - 8)", "\(x - 5),\(y - 9) \(x + 5),\(y - 9) \(x),\(y)")
    }
    let side = max(from.x, to.x) + halfWidth + 12
    let (x, y) = (to.x + halfWidth, to.y - 8)
    let points = "\(from.x + halfWidth),\(from.y + 8) \(side),\(from.y + 8) \(side),\(y) \(x + 8),\(y)"
    return (points, "\(x + 9),\(y - 5) \(x + 9),\(y + 5) \(x),\(y)")
  }
}

/// A verse in the drawing.
private struct MapBox: View {
  static let (halfWidth, halfHeight) = (80, 28)

  let node: StoryMap.Node
  /// What is wrong with it, in words.
  let facts: [String]

  private var fact: String { facts.first ?? (node.isEnding ? "Ending" : "") }

  private var kind: String {
    if !facts.isEmpty { return "box wrong" }
    return node.isEnding ? "box ending" : "box"
  }

  var body: some HTML {
    a(.href(SongPath.verse(node.id)), .tabIndex(-1), .class(kind)) {
      rect(
        .x(String(node.x - Self.halfWidth)), .y(String(node.y - Self.halfHeight)), .width(String(2 * Self.halfWidth)),
        .height(String(2 * Self.halfHeight)))
      words(.x(String(node.x)), .y(String(node.y + (fact.isEmpty ? 5 : -3))), .textAnchor("middle")) { Self.short(node.title) }
      if !fact.isEmpty {
        words(.class("fact"), .x(String(node.x)), .y(String(node.y + 16)), .textAnchor("middle")) { fact }
      }
    }
  }

  /// Long titles end in an ellipsis; the list has them whole.
  private static func short(_ title: String) -> String { title.count <= 18 ? title : title.prefix(17) + "…" }
}

/// Each verse once, below the one that leads to it first; after that it is named. Those that cannot be reached follow.
private struct MapList {
  let story: Story
  let map: StoryMap
  let problems: [VerseID: [String]]

  var body: RawHTML {
    let nodes = Dictionary(map.nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let ways = Dictionary(grouping: map.edges, by: \.from)
    var listed: Set<VerseID> = []
    var bytes: [UInt8] = []
    for id in [story.details.root] + map.nodes.map(\.id) where !listed.contains(id) {
      guard let node = nodes[id] else { continue }
      bytes += item(node, nodes, ways, &listed)
    }
    return RawHTML(bytes)
  }

  private func item(
    _ node: StoryMap.Node, _ nodes: [VerseID: StoryMap.Node], _ ways: [VerseID: [StoryMap.Edge]], _ listed: inout Set<VerseID>
  ) -> [UInt8] {
    listed.insert(node.id)
    var below: [UInt8] = []
    for way in ways[node.id] ?? [] {
      guard let next = nodes[way.to] else { continue }
      below += listed.contains(next.id) ? MapReference(node: next).rendered() : item(next, nodes, ways, &listed)
    }
    return MapItem(node: node, facts: (node.isEnding ? ["Ending"] : []) + (problems[node.id] ?? []), below: below).rendered()
  }
}

private struct MapItem: View {
  let node: StoryMap.Node
  let facts: [String]
  let below: [UInt8]

  var body: some HTML {
    li {
      a(.href(SongPath.verse(node.id)), .dir("auto")) { node.title }
      if !facts.isEmpty { span(.class("soft")) { " (\(facts.joined(separator: ", ").lowercased()))" } }
      if !below.isEmpty { ul { RawHTML(below) } }
    }
  }
}

private struct MapReference: View {
  let node: StoryMap.Node

  var body: some HTML {
    li(.class("soft")) {
      "see "
      a(.href(SongPath.verse(node.id)), .dir("auto")) { node.title }
    }
  }
}
