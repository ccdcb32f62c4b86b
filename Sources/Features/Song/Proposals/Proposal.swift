import Core
import JSON
import Relations

/// A branch that a member proposes.
struct Proposal: Sendable {
  /// How long its author finds what was declined or withdrawn.
  static let kept = Duration.days(30)
  static let mostOpen = 3
  static let verses = 1...10
  static let longestText = 500

  let id: ProposalID
  let story: StoryID
  let from: VerseID
  let choice: ChoiceID
  let label: String
  let note: String
  /// Nil for someone who left.
  let author: Person?
  let status: ProposalState
  let reason: String
  let closesAt: Timestamp?
  let voters: Int
  let sequence: Int64
  let createdAt: Timestamp
  let closedAt: Timestamp?
  /// All of its verses, deleted ones too.
  var verses: [VerseID] = []
  /// What was voted; by nil, someone who left. Nothing of a vote that runs is told.
  var votes: [(user: Person?, yes: Bool)] = []

  var isHidden: Bool { status == .declined || status == .withdrawn }

  /// The newest first.
  var order: String {
    let digits = String(UInt64(Int64.max - id.rawValue), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  var object: PlaceObject {
    PlaceObject("proposal", id.rawValue, sequence: sequence, order: order, html: fragment) { json in
      json.field("story", story.rawValue)
      json.field("from", from.rawValue)
      json.field("choice", choice.rawValue)
      json.field("label", isHidden ? nil : label)
      json.key("author")
      if let author { author.write(to: &json) } else { json.null() }
      json.field("status", status.rawValue)
      json.field("note", isHidden ? nil : note)
      json.field("reason", reason)
      json.key("verses")
      json.array { json in for verse in verses { json.int(verse.rawValue) } }
      json.field("closes_at", closesAt?.iso8601)
      json.field("voters", voters)
      json.key("votes")
      if closesAt != nil, status != .open {
        json.array { json in
          for vote in votes {
            json.object { json in
              json.key("user")
              if let user = vote.user { user.write(to: &json) } else { json.null() }
              json.field("yes", vote.yes)
            }
          }
        }
      } else {
        json.null()
      }
      json.field("created_at", createdAt.iso8601)
      json.field("closed_at", closedAt?.iso8601)
    }
  }
}

/// A proposal as one member sees it.
struct SeenProposal: Sendable {
  let story: SeenStory
  let proposal: Proposal
  let verses: [Verse]
  /// Nil for who may not vote; the inner one until they do.
  let vote: Bool??

  /// Whether the verse is there to which the choice will lead.
  var isComplete: Bool { verses.first?.deletedAt == nil }

  var canVote: Bool { vote != nil && proposal.status == .open }

  /// What its author alone still finds.
  func kept(at now: Timestamp) -> Bool {
    guard proposal.isHidden, let closedAt = proposal.closedAt, let viewer = story.viewer else { return false }
    return proposal.author?.id == viewer && closedAt > now - Proposal.kept
  }

  /// Whether the member may accept or decline it now.
  var isDecidable: Bool { !proposal.status.isClosed && isTheirsToDecide }

  /// While a vote runs, its voters decide.
  var isTheirsToDecide: Bool {
    switch story.story.details.canon {
    case .open: story.isWriter
    case .keeper: story.isKeeper
    case .vote: story.isKeeper && (proposal.status != .open || proposal.voters == 0)
    }
  }

  func json(at now: Timestamp) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in writeFields(to: &json, at: now) }
    return json.bytes
  }

  func writeFields(to json: inout JSONWriter, at now: Timestamp) {
    json.key("proposal")
    json.raw(proposal.object.json)
    json.objects("verses", verses.map(\.object))
    json.field("my_vote", vote.flatMap { (vote: Bool?) in vote }.map { JSONValue.bool($0) } ?? .null)
    json.key("kept")
    guard kept(at: now) else { return json.null() }
    json.object { json in
      json.field("label", proposal.label)
      json.field("note", proposal.note)
      json.key("verses")
      json.array { json in
        for verse in verses where verse.erasedAt == nil && verse.staffRemoval == .no {
          json.object { json in
            json.field("title", verse.content.title)
            json.field("body", verse.content.body)
            json.field("ending", verse.content.isEnding)
            json.key("choices")
            json.array { json in for choice in verse.content.choices { choice.write(to: &json) } }
          }
        }
      }
    }
  }
}

struct ProposalSlice: Sendable {
  let proposals: [Proposal]
  let next: ProposalID?
}
