/// Where the boxes lie: each layer is a row, centred; what cannot be reached lies in rows below.
struct MapPlaces: Sendable {
  private(set) var centres: [Int: (x: Int, y: Int)] = [:]
  let width: Int
  let height: Int

  /// How many boxes lie side by side below, if the layers are not wider.
  private static let widthBelow = 6

  init(_ rows: [[Int]], unreachable: [Int]) {
    let widest = max(rows.map(\.count).max() ?? 0, min(unreachable.count, Self.widthBelow), 1)
    let (stepX, stepY) = (StoryMap.box.width + StoryMap.gap.width, StoryMap.box.height + StoryMap.gap.height)
    let margin = StoryMap.gap.width / 2
    width = widest * stepX
    var top = margin
    for row in rows {
      let left = (width - row.count * stepX) / 2
      for (place, verse) in row.enumerated() { centres[verse] = (left + place * stepX + stepX / 2, top + StoryMap.box.height / 2) }
      top += stepY
    }
    for start in stride(from: 0, to: unreachable.count, by: widest) {
      for (place, verse) in unreachable[start...].prefix(widest).enumerated() {
        centres[verse] = (place * stepX + stepX / 2, top + StoryMap.box.height / 2)
      }
      top += stepY
    }
    height = max(top - StoryMap.gap.height + margin, StoryMap.box.height + 2 * margin)
  }
}
