/// The word for a mood: the nearest of fifty points.
struct MoodLabel: Hashable, Sendable {
  /// In the order that decides ties.
  static let all: [MoodLabel] = points.enumerated().map { MoodLabel(index: $0, name: $1.0, centroid: .hundredths($1.1, $1.2, $1.3)) }
  /// A label stays until another point is nearer by this much.
  private static let hysteresis: Int64 = 100_000

  let index: Int
  /// "Curious-but-Cautious".
  let name: String
  let centroid: Levels

  /// As addresses spell it: "curious-but-cautious".
  var word: String { name.lowercased() }

  init?(word: String) {
    guard let label = Self.all.first(where: { $0.word == word }) else { return nil }
    self = label
  }

  init?(name: String) {
    guard let label = Self.all.first(where: { $0.name == name }) else { return nil }
    self = label
  }

  private init(index: Int, name: String, centroid: Levels) {
    self.index = index
    self.name = name
    self.centroid = centroid
  }

  static func nearest(to pad: Levels) -> MoodLabel {
    var best = 0
    var least = Int64.max
    for index in centroids.indices {
      let distance = pad.squaredDistance(to: centroids[index])
      if distance < least { (best, least) = (index, distance) }
    }
    return all[best]
  }

  /// The label that follows this one when the cat shows `pad`.
  func next(showing pad: Levels) -> MoodLabel {
    let best = Self.nearest(to: pad)
    let gain = pad.squaredDistance(to: centroid).squareRoot - pad.squaredDistance(to: best.centroid).squareRoot
    return gain >= Self.hysteresis ? best : self
  }

  private static let centroids = points.map { Levels.hundredths($0.1, $0.2, $0.3) }

  private static let points: [(String, Int64, Int64, Int64)] = [
    ("Zen", 10, -10, 5), ("Content", 50, -5, 15), ("Satisfied", 70, 0, 45), ("Relaxed", 65, -45, 5), ("Lazy", 40, -65, 25),
    ("Sleepy", 10, -80, -10), ("Patient", 30, -40, 40), ("Stoic", -10, -35, 55), ("Aloof", 5, -10, 35), ("Gentle", 50, -25, -15),
    ("Demure", 25, -30, -40), ("Trusting", 65, 0, -35), ("Affectionate", 80, 25, -5), ("Clingy", 50, 25, -50), ("Social", 60, 30, 20),
    ("Playful", 65, 60, 10), ("Mischievous", 35, 65, 40), ("Curious", 25, 45, 0), ("Curious-but-Cautious", 20, 35, -30),
    ("Focused", 25, 20, 40), ("Confident", 45, 10, 70), ("Proud", 75, 35, 65), ("Bold", 45, 60, 75), ("Dominant", 5, 35, 75),
    ("Protective", 15, 45, 50), ("Alert", 10, 65, 20), ("Watchful", -5, 25, 10), ("Opportunistic", 5, 10, 25), ("Sneaky", -5, 10, -20),
    ("Demanding", -15, 55, 45), ("Territorial", -35, 35, 65), ("Aggressive", -30, 75, 60), ("Contentious", -45, 50, 35),
    ("Irritated", -50, 40, 5), ("Defensive", -30, 30, -15), ("Jealous", -65, 15, 15), ("Grumpy", -50, -40, 10), ("Moody", -45, 0, -10),
    ("Bored", -35, -55, -10), ("Lonely", -65, -40, -40), ("Submissive", -10, -40, -70), ("Timid", -20, -5, -50),
    ("Hungry", -40, 10, -30), ("Restless", -20, 45, 20), ("Skittish", -10, 50, -55), ("Anxious", -35, 35, -40),
    ("Fearful", -60, 60, -45), ("Startled", -10, 80, -35), ("Hypervigilant", -35, 80, 0), ("Overstimulated", 15, 85, -10),
  ]
}

/// The signs of a mood's three axes, in a word.
enum Octant: String, Sendable {
  case exuberant, dependent, relaxed, docile, hostile, anxious, disdainful, bored

  init(_ pad: Levels) {
    self =
      switch (pad.pleasure >= 0, pad.arousal >= 0, pad.dominance >= 0) {
      case (true, true, true): .exuberant
      case (true, true, false): .dependent
      case (true, false, true): .relaxed
      case (true, false, false): .docile
      case (false, true, true): .hostile
      case (false, true, false): .anxious
      case (false, false, true): .disdainful
      case (false, false, false): .bored
      }
  }
}
