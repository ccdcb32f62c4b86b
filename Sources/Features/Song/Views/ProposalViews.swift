import Core
import Design
import HTML
import Relations

/// A proposal in its story's list. The same bytes for every viewer.
struct ProposalFragment: View {
  let proposal: Proposal

  var body: some HTML {
    li(
      .id("proposal-\(proposal.id)"), .class("verse-row"), .data("seq", proposal.sequence), .data("order", proposal.order)
    ) {
      a(.href(SongPath.proposal(proposal.id)), .dir("auto")) { proposal.isHidden ? "A proposal" : proposal.label }
      span(.class("soft"), .dir("auto")) { "by \(proposal.author?.displayName ?? "someone who left")" }
      Badge(proposal.status.label, proposal.status == .open ? .yellow : .plain)
    }
  }
}

/// `/song/stories/{id}/proposals`: a part of all proposals of a story.
struct ProposalListPage: View {
  let story: Story
  /// Of all that are listed; nil for any.
  let status: ProposalState?
  let slice: ProposalSlice
  let visit: Visit

  var body: some HTML {
    ShellPage("Proposals", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Proposals for \(story.title)" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      if slice.proposals.isEmpty {
        EmptyState("No proposals here", "A proposal is a branch that members can try before it becomes part of the story.") {}
      } else {
        ul(.class("rows card verse-list proposals"), .aria("label", "Proposals")) {
          for proposal in slice.proposals { ProposalFragment(proposal: proposal) }
        }
      }
      Pager(newer: nil, older: slice.next.map { SongPath.proposals(story.id, status, before: $0) })
    }
  }
}

extension Proposal {
  var fragment: [UInt8] { ProposalFragment(proposal: self).rendered() }
}

extension ProposalState {
  var label: String {
    switch self {
    case .open: "Open"
    case .passed: "Passed, waits for its place"
    case .accepted: "Accepted"
    case .declined: "Declined"
    case .withdrawn: "Withdrawn"
    }
  }
}

/// The form for a proposal as it is shown.
struct ProposalForm: Sendable {
  var from: String
  var label = ""
  var title = ""
  var text = ""
  var isEnding = false
  var note = ""
  var requestID: String
  var error: AppError?
}

/// `/song/stories/{id}/propose`.
struct ProposalFormPage: View {
  let story: Story
  let form: ProposalForm
  /// The living canon verses.
  let names: [VerseName]
  let visit: Visit

  var body: some HTML {
    ShellPage("Propose a branch", visit, mainClass: "song", styles: SongPages.styles, modules: ["js/verse-form.js"]) {
      header(.class("page-head")) {
        h1 { "Propose a branch" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      p(.class("soft")) { "Members can try your branch at once. When it is accepted, it becomes part of the story." }
      FormErrors(
        form.error, labels: ["from": "From", "label": "Label", "title": "Title", "body": "Text", "note": "Note", "ending": "Ending"])
      section(.class("card")) {
        HTML::form(
          .class("form verse-form"), .method(.post), .action(SongPath.story(story.id, .propose)), .aria("label", "Propose a branch"),
          .when(form.error != nil, .data("refused"))
        ) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(form.requestID))
            Field(
              "From", name: "from", .choice(names.map { Field.Option($0.id.description, $0.title) }), value: form.from,
              error: form.error?.details["from"])
            Field(
              "Label", name: "label", value: form.label, help: "What the choice says that leads to your verse.",
              error: form.error?.details["label"], limit: .characters(Choice.labels.upperBound), completion: "off")
            Field(
              "Title", name: "title", value: form.title, error: form.error?.details["title"],
              limit: .characters(VerseRules.titles.upperBound), completion: "off")
            Field(
              "Text", name: "body", .lines(12), value: form.text, error: form.error?.details["body"],
              limit: .characters(VerseRules.longestBody), isOptional: true)
            label(.class("choice")) {
              input(.type("checkbox"), .name("ending"), .value("true"), .checked(form.isEnding))
              "Ending"
            }
            Field(
              "Note", name: "note", .lines(3), value: form.note, help: "For those who decide.", error: form.error?.details["note"],
              limit: .characters(Proposal.longestText), isOptional: true)
            Button(.primary) { "Propose" }
          }
        }
      }
    }
  }
}

/// `/song/proposals/{id}`.
struct ProposalPage: View {
  let seen: SeenProposal
  /// The living verses of the story.
  let names: [VerseName]
  let now: Timestamp
  let from: String
  let reason: String
  let error: AppError?
  let visit: Visit

  private var proposal: Proposal { seen.proposal }
  private var canon: [VerseName] { names.filter { $0.status == .canon } }

  var body: some HTML {
    ShellPage("Proposal", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { proposal.isHidden ? "A proposal" : proposal.label }
        ButtonLink(SongPath.story(proposal.story)) { "The story" }
      }
      FormErrors(error, labels: ["from": "From", "reason": "Reason", "status": "Status", "yes": "Vote", "holder": "Writer"])
      facts
      if seen.kept(at: now) { KeptBranch(seen: seen) } else { branch }
      if let viewer = visit.viewer {
        ProposalWays(seen: seen, isAuthor: proposal.author?.id == viewer.id, visit: visit)
        if seen.isDecidable, viewer.permissions.contains(.editSong) {
          ProposalDecision(seen: seen, origins: origins, from: from, reason: reason, error: error, visit: visit)
        }
      }
    }
  }

  private var facts: some HTML {
    section(.class("card proposal")) {
      p {
        Badge(proposal.status.label, proposal.status == .open ? .yellow : .plain)
        span(.class("soft"), .dir("auto")) { " by \(proposal.author?.displayName ?? "someone who left")" }
      }
      p(.dir("auto")) {
        "From "
        if let from = names.first(where: { $0.id == proposal.from }) {
          a(.href(SongPath.verse(from.id))) { from.title }
        } else {
          "a verse that was removed"
        }
      }
      if !proposal.isHidden, !proposal.note.isEmpty { p(.class("note"), .dir("auto")) { proposal.note } }
      if !proposal.reason.isEmpty { p(.dir("auto")) { "Reason: \(proposal.reason)" } }
      if let closesAt = proposal.closesAt, proposal.status == .open {
        let moment = Moment(closesAt)
        p {
          "The vote closes "
          time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
          ". \(proposal.voters == 1 ? "1 member" : "\(proposal.voters) members") may vote."
        }
      }
      if proposal.closesAt != nil, proposal.status != .open {
        p { "\(proposal.votes.count { $0.yes }) yes, \(proposal.votes.count { !$0.yes }) no" }
      }
    }
  }

  private var branch: some HTML {
    section {
      h2 { "Verses" }
      ol(.class("rows card"), .aria("label", "Verses")) {
        for verse in seen.verses {
          li(.dir("auto")) {
            if verse.deletedAt == nil {
              p { a(.href(SongPath.verse(verse.id))) { verse.title } }
              if !verse.content.body.isEmpty { div(.class("prose")) { RawHTML(verse.content.html) } }
            } else {
              p(.class("soft")) { "This verse was removed" }
            }
          }
        }
      }
    }
  }

  private var origins: [Field.Option] {
    let rest = canon.filter { $0.id != proposal.from }
    return (canon.filter { $0.id == proposal.from } + rest).map { Field.Option($0.id.description, $0.title) }
  }
}

/// What its author and its voters may do.
private struct ProposalWays: View {
  let seen: SeenProposal
  let isAuthor: Bool
  let visit: Visit

  private var proposal: Proposal { seen.proposal }

  var body: some HTML {
    if proposal.status == .open || proposal.status == .passed {
      nav(.class("actions"), .aria("label", "This proposal")) {
        ButtonLink(SongPath.trying(proposal.story)) { "Try it" }
        if isAuthor {
          form(.method(.post), .action(SongPath.proposal(proposal.id, .withdraw))) { Closable(visit) { Button { "Withdraw" } } }
        }
      }
    }
    if seen.canVote {
      form(.class("actions"), .method(.post), .action(SongPath.proposal(proposal.id, .vote))) {
        Closable(visit) {
          button(.class("button"), .type("submit"), .name("yes"), .value("true")) { "Vote yes" }
          button(.class("button"), .type("submit"), .name("yes"), .value("false")) { "Vote no" }
          if let voted { span(.class("soft"), .role("status")) { voted } }
        }
      }
    }
  }

  private var voted: String? { seen.vote.flatMap { (vote: Bool?) in vote }.map { $0 ? "You voted yes." : "You voted no." } }
}

/// What those who decide may do.
private struct ProposalDecision: View {
  let seen: SeenProposal
  /// The verses that the branch may begin from.
  let origins: [Field.Option]
  let from: String
  let reason: String
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    section(.class("card")) {
      form(.class("form"), .method(.post), .action(SongPath.proposal(seen.proposal.id, .accept)), .aria("label", "Accept")) {
        Closable(visit) {
          Field("From", name: "from", .choice(origins), value: from, error: error?.details["from"])
          Button(.primary) { "Accept" }
        }
      }
    }
    section(.class("card")) {
      form(.class("form"), .method(.post), .action(SongPath.proposal(seen.proposal.id, .decline)), .aria("label", "Decline")) {
        Closable(visit) {
          Field(
            "Reason", name: "reason", value: reason, error: error?.details["reason"], limit: .characters(Proposal.longestText),
            isOptional: true)
          Button { "Decline" }
        }
      }
    }
  }
}

/// What the author of a declined or withdrawn proposal still finds.
private struct KeptBranch: View {
  let seen: SeenProposal

  var body: some HTML {
    section(.class("card")) {
      h2 { "What you proposed" }
      p(.class("soft")) { "For 30 days only you find it here." }
      p(.dir("auto")) { seen.proposal.label }
      for verse in seen.verses where verse.erasedAt == nil && verse.staffRemoval == .no {
        h3(.dir("auto")) { verse.content.title }
        div(.class("prose"), .dir("auto")) { RawHTML(verse.content.html) }
      }
    }
  }
}
