import Core
import JSON

/// A story drawn: each verse a box, in layers by the longest way from the first verse. The same story gives the same bytes.
struct StoryMap: Sendable {
  static let box = (width: 160, height: 56)
  static let gap = (width: 32, height: 64)

  struct Node: Sendable {
    let id: VerseID
    let title: String
    /// Nil if no choice leads there from the first verse.
    let layer: Int?
    /// The centre of its box.
    let x: Int
    let y: Int
    let isEnding: Bool
  }

  struct Edge: Sendable {
    let from: VerseID
    let choice: ChoiceID
    let to: VerseID
    /// It leads to a verse that lies on the way to it.
    let isBack: Bool
  }

  /// By id.
  let nodes: [Node]
  /// By the id of the verse, then in the order of its choices.
  let edges: [Edge]
  let width: Int
  let height: Int

  init(_ story: CanonStory) {
    let layers = MapLayers(story)
    var order = MapOrder(layers)
    order.improve()
    let places = MapPlaces(order.rows, unreachable: story.verses.indices.filter { layers.layer[$0] == nil })
    nodes = story.verses.enumerated().map { index, verse in
      let place = places.centres[index]
      return Node(
        id: verse.id, title: verse.title, layer: layers.layer[index], x: place?.x ?? 0, y: place?.y ?? 0, isEnding: verse.isEnding)
    }
    edges = story.verses.enumerated().flatMap { index, verse in
      let leading = verse.choices.filter { story.index(of: $0.to) != nil }
      return leading.enumerated().map { way, choice in
        Edge(from: verse.id, choice: choice.id, to: choice.to, isBack: layers.isBack[index][way])
      }
    }
    (width, height) = (places.width, places.height)
  }

  func json(at sequence: Int64) -> [UInt8] {
    var json = JSONWriter(capacity: 64 + nodes.count * 120 + edges.count * 60)
    json.object { json in writeFields(to: &json, at: sequence) }
    return json.bytes
  }

  func writeFields(to json: inout JSONWriter, at sequence: Int64) {
    json.key("nodes")
    json.array { json in for node in nodes { node.write(to: &json) } }
    json.key("edges")
    json.array { json in for edge in edges { edge.write(to: &json) } }
    json.field("width", width)
    json.field("height", height)
    json.field("seq", sequence)
  }
}

extension StoryMap.Node {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("title", title)
      json.field("layer", layer)
      json.field("x", x)
      json.field("y", y)
      json.field("ending", isEnding)
      json.field("reachable", layer != nil)
    }
  }
}

extension StoryMap.Edge {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("from", from.rawValue)
      json.field("choice", choice.rawValue)
      json.field("to", to.rawValue)
      json.field("back", isBack)
    }
  }
}
