import Core
import JSON
import Relations

enum ProposalEntity: Sendable {}
typealias ProposalID = Identifier<ProposalEntity>

/// Changes that the author of a fork offers to the owner of the script that was forked.
struct Proposal: Sendable {
  enum State: String, Sendable { case open, accepted, declined, withdrawn }

  static let longestText = 500
  static let longestReason = 500

  let id: ProposalID
  let script: ScriptID
  /// Who decides.
  let owner: UserID
  let fork: ScriptID
  let number: Int
  /// The revision that was forked.
  let base: Int
  let author: Person
  /// The proposed revision, as far as everybody sees it.
  let work: Work
  let text: String
  let state: State
  let reason: String
  let createdAt: Timestamp
  let decidedAt: Timestamp?

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("script", script.rawValue)
      json.key("from")
      work.write(to: &json)
      json.key("by")
      author.write(to: &json)
      json.field("text", text)
      json.field("state", state.rawValue)
      json.field("reason", reason.isEmpty ? nil : reason)
      json.field("created_at", createdAt.iso8601)
      json.field("decided_at", decidedAt?.iso8601)
    }
  }

  var json: [UInt8] {
    var json = JSONWriter()
    write(to: &json)
    return json.bytes
  }
}

/// A proposal that is to be made.
struct NewProposal: Sendable {
  let fork: ScriptID
  let text: String

  init(reading fields: inout Fields) {
    fields.ignore("request_id")
    fork = fields.id("from")
    text = fields.optionalText("text", 0...Proposal.longestText) ?? ""
  }

  var canonical: [UInt8] { Array("\(fork)\n\(text)".utf8) }
}

/// A proposal with what it would change.
struct ProposalView: Sendable {
  let proposal: Proposal
  let hunks: [Hunk]
}

/// An accepted proposal, merged into the draft.
struct AcceptedProposal: Sendable {
  let proposal: Proposal
  let draft: Draft
  let conflicts: Int
}

/// A proposal that a POST made, as its answer and its repetition give it.
struct MadeProposal: Sendable {
  let id: ProposalID
  let json: [UInt8]
  let events: [Event]

  init(_ proposal: Proposal, _ events: [Event]) {
    (id, json) = (proposal.id, proposal.json)
    self.events = events
  }

  init(remembered json: [UInt8]) throws {
    guard let id = try JSONValue(parsing: json)["id"]?.int else { throw AppError(.serverError, "Something went wrong on our side") }
    (self.id, self.json, events) = (ProposalID(id), json, [])
  }
}
