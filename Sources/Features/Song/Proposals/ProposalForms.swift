import Core

/// A proposal that is to be made.
struct NewProposal: Sendable {
  enum Branch: Sendable {
    /// The verse to begin from, the label of the choice there, and the verses.
    case written(from: VerseID, label: String, [VerseText])
    /// The branch behind a choice of a fork.
    case forked(StoryID, ChoiceID)
  }

  let branch: Branch
  let note: String
  let isForm: Bool

  init(reading fields: inout Fields) {
    fields.ignoreInForms("request_id")
    isForm = fields.isFromForm
    note = fields.optionalText("note", 0...Proposal.longestText) ?? ""
    if fields.isFromForm {
      let from: VerseID = fields.id("from")
      let label = fields.choiceLabel("label")
      branch = .written(from: from, label: label, [VerseText(reading: &fields, canPlay: false)])
    } else if fields.has("fork") {
      branch = .forked(fields.id("fork"), fields.id("choice"))
    } else {
      let from: VerseID = fields.id("from")
      let label = fields.choiceLabel("label")
      branch = .written(from: from, label: label, fields.objects("verses", Proposal.verses) { VerseText(reading: &$0, canPlay: false) })
    }
  }

  /// For the name of the request.
  var canonical: [UInt8] { Array(String(reflecting: self).utf8) }
}

/// A part of the list of proposals.
struct ProposalListRequest: Sendable {
  let status: ProposalState?
  let before: ProposalID?
  let limit: Int

  init(status: ProposalState? = nil, before: ProposalID? = nil, limit: Int = StoryListRequest.usualLimit) {
    (self.status, self.before, self.limit) = (status, before, limit)
  }

  init(reading fields: inout Fields) {
    fields.refuseEmpty("status", "before", "limit")
    status = fields.optionalChoice("status")
    before = fields.optionalID("before")
    limit = fields.optionalInteger("limit", StoryListRequest.limits).map { Int($0) } ?? StoryListRequest.usualLimit
  }
}

/// A proposal that was made, as its answer and its repetition give it.
struct MadeProposal: Sendable {
  let id: ProposalID
  let json: [UInt8]
  var events: [Event] = []
}
