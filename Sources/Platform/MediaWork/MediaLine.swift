/// How server and worker write to each other: a line for each job, a line for each result.
public enum MediaLine {
  /// The longest line either side sends, in bytes, with its line feed.
  public static let longest = 8_192

  /// What to do: the format, and the folder that holds the file `source`, as seen from where the worker runs.
  public struct Job: Equatable, Sendable {
    public let format: MediaFormat
    public let folder: String

    public init(format: MediaFormat, folder: String) {
      self.format = format
      self.folder = folder
    }

    public var line: String { "\(format.rawValue) \(folder)\n" }

    public init?(line: String) {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let format = MediaFormat(rawValue: String(parts[0])) else { return nil }
      self.init(format: format, folder: String(parts[1]))
    }
  }

  /// A way in which the worker is kept from what it does not need. Which of them a system permits differs.
  public enum Confinement: String, CaseIterable, Sendable {
    /// A network of its own, without any interface.
    case network
    /// No capabilities, also where the server is run by root.
    case capabilities
    /// Only files of uploads can be written, and only those and programs be read.
    case files
    /// A filter of system calls.
    case calls
  }

  /// What the worker says when it has started.
  public struct Started: Equatable, Sendable {
    public let kept: Set<Confinement>

    public init(kept: Set<Confinement>) { self.kept = kept }

    public var missing: [Confinement] { Confinement.allCases.filter { !kept.contains($0) } }
    public var line: String {
      (["started"] + Confinement.allCases.filter(kept.contains).map(\.rawValue)).joined(separator: " ") + "\n"
    }

    public init?(line: String) {
      let words = line.split(separator: " ").map(String.init)
      let kept = words.dropFirst().compactMap(Confinement.init(rawValue:))
      guard words.first == "started", kept.count == words.count - 1 else { return nil }
      self.kept = Set(kept)
    }
  }
}

extension MediaResult {
  public var line: String {
    switch self {
    case .image(let width, let height, let frames): "image \(width) \(height) \(frames)\n"
    case .audio(let milliseconds, let waveform): "audio \(milliseconds) \(waveform.map(String.init).joined(separator: " "))\n"
    case .refused(let refusal): "refused \(refusal.rawValue)\n"
    }
  }

  /// Nil for what no worker says. The worker has read bytes of strangers, so it is not believed either.
  public init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.dropFirst().compactMap { Int($0) }
    switch words.first {
    case "image":
      guard words.count == 4, numbers.count == 3, numbers.allSatisfy({ (1...16_383).contains($0) }) else { return nil }
      self = .image(width: numbers[0], height: numbers[1], frames: numbers[2])
    case "audio":
      guard numbers.count == words.count - 1, numbers.count == 1 + Self.waveformLength, (0...1_800_000).contains(numbers[0]),
        numbers.dropFirst().allSatisfy({ (0...1_000).contains($0) })
      else { return nil }
      self = .audio(milliseconds: numbers[0], waveform: Array(numbers.dropFirst()))
    case "refused":
      guard words.count == 2, let refusal = MediaRefusal(rawValue: words[1]) else { return nil }
      self = .refused(refusal)
    default: return nil
    }
  }
}
