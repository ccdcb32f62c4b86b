import Core
import JSON

/// One step of a reading.
struct ReadingStep: Sendable {
  let step: Int
  let action: Reading.Action

  private enum Name: String, CaseIterable { case choose, back, restart, bookmark, `return`, forget }

  init(reading fields: inout Fields) {
    step = Int(fields.integer("step", 0...Int64(ReadingPath.mostSteps)))
    switch fields.optionalChoice("action") as Name? {
    case nil:
      fields.refuse("action", "must be one of " + Name.allCases.map(\.rawValue).joined(separator: ", "))
      action = .restart
    case .choose: action = .choose(fields.id("choice"))
    case .back: action = .back
    case .restart: action = .restart
    case .bookmark: action = .bookmark(fields.line("name", Reading.bookmarkNames))
    case .return: action = .return(Self.bookmark(&fields))
    case .forget: action = .forget(Self.bookmark(&fields))
    }
    // Fields of other actions may stand in the same form.
    fields.ignoreInForms("choice", "name", "bookmark")
  }

  private static func bookmark(_ fields: inout Fields) -> Int { Int(fields.integer("bookmark", 1...Int64(Int32.max))) }
}

/// A reading by link: where it begins, and the choices taken from there. Nothing of it is kept.
struct LinkedReading: Sendable {
  var path: ReadingPath
  /// Whether open proposals are played as well.
  var withProposals = false
  /// The verse to begin with, for its writers.
  var from: VerseID?
  /// The values that were given, as written.
  var values = ""

  init(path: ReadingPath) { self.path = path }

  static let pathProblem = "must be at most \(ReadingPath.mostSteps) ids of choices joined by dots"

  /// Nil if the query asks for none of it.
  init?(reading fields: inout Fields) {
    let isAsked = ["path", "proposals", "from", "with"].contains { fields.has($0) }
    path =
      fields.optionalParsed("path", Self.pathProblem, upTo: ReadingPath.mostSteps * 20) { ReadingPath($0) } ?? ReadingPath()
    withProposals = fields.isOn("proposals")
    from = fields.optionalID("from")
    values = fields.optionalText("with", 0...1_000) ?? ""
    guard isAsked else { return nil }
  }

  /// The variables as they begin. Throws for a text that is not `gold:3,door:true`.
  func start(_ variables: [StoryVariable]) throws(AppError) -> [ShortName: StoryValue] {
    var start = Dictionary(variables.map { ($0.name, $0.first) }, uniquingKeysWith: { first, _ in first })
    guard !values.isEmpty else { return start }
    guard from != nil else { throw AppError.validation("with", "needs from, the verse to begin with") }
    var given: Set<ShortName> = []
    for part in values.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let pair = part.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false).map { String(Substring($0)) }
      guard pair.count == 2, pair[0].utf8.count <= 64, let variable = variables.first(where: { $0.name == ShortName(pair[0]) }),
        given.insert(variable.name).inserted
      else { throw AppError.validation("with", "must name variables of the story, each once, such as gold:3,door:true") }
      guard let value = variable.value(of: pair[1]) else {
        throw AppError.validation("with", "gives \(variable.name) a value that it cannot have: it \(variable.problem)")
      }
      start[variable.name] = value
    }
    return start
  }
}
