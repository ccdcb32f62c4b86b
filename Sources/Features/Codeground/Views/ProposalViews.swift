import Core
import Design
import HTML
import Relations

/// `/codeground/proposals/{p}`.
struct ProposalPage: View {
  let view: ProposalView
  /// Of the draft, for its owner, who decides; nil for others.
  let version: Int64?
  let problem: AppError?
  let visit: Visit

  private var proposal: Proposal { view.proposal }

  var body: some HTML {
    ShellPage("Proposal", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "Proposal" }
        ButtonLink(CodegroundPath.script(proposal.script)) { "The work" }
      }
      FormErrors(problem)
      div(.class("card")) {
        p(.dir("auto")) {
          a(.href(Site.profilePath(of: proposal.author.username))) { proposal.author.displayName }
          " proposes "
          if let known = proposal.work.known {
            a(.href(CodegroundPath.revision(known.script, known.number))) { known.title }
          } else {
            "a removed work"
          }
        }
        p {
          span(.class("badge \(proposal.state == .open ? "acid" : "plain")")) { proposal.state.rawValue }
        }
        if !proposal.text.isEmpty { p(.class("note"), .dir("auto")) { proposal.text } }
        if !proposal.reason.isEmpty { p(.dir("auto")) { "Answer: \(proposal.reason)" } }
      }
      DifferenceView(heading: "Changes", hunks: view.hunks)
      if proposal.state == .open {
        if let version {
          div(.class("actions")) {
            form(.method(.post), .action(CodegroundPath.proposal(proposal.id, .accept))) {
              input(.type("hidden"), .name("base_version"), .value(Int(version)))
              Button(.primary) { "Accept" }
            }
          }
          form(.class("form"), .method(.post), .action(CodegroundPath.proposal(proposal.id, .decline))) {
            Field("Reason", name: "reason", limit: .characters(Proposal.longestReason), isOptional: true)
            Button { "Decline" }
          }
        } else if proposal.author.id == visit.viewer?.id {
          form(.method(.post), .action(CodegroundPath.proposal(proposal.id, .withdraw))) { Button { "Withdraw" } }
        }
      }
    }
  }
}

/// A proposal in a script's list.
struct ProposalRow: View {
  let proposal: Proposal

  var body: some HTML {
    let moment = Moment(proposal.createdAt)
    li {
      div {
        p(.dir("auto")) { a(.href(CodegroundPath.proposal(proposal.id))) { "By \(proposal.author.displayName)" } }
        if !proposal.text.isEmpty { p(.class("note"), .dir("auto")) { proposal.text } }
      }
      p { span(.class("badge \(proposal.state == .open ? "acid" : "plain")")) { proposal.state.rawValue } }
      p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
    }
  }
}

/// Offers a fork's newest revision to the script that was forked.
struct ProposalForm: View {
  let script: Script
  let parent: Work.Known
  let requestID: String

  var body: some HTML {
    section(.class("card")) {
      h2 { "Propose your changes" }
      p(.dir("auto")) { "\(parent.owner.displayName) can merge your newest revision into “\(parent.title)”." }
      form(.class("form"), .method(.post), .action(CodegroundPath.proposals(parent.script)), .aria("label", "Propose your changes")) {
        Closable() {
          input(.type("hidden"), .name("request_id"), .value(requestID))
          input(.type("hidden"), .name("from"), .value("\(script.id)"))
          Field("What is better", name: "text", .lines(3), limit: .characters(Proposal.longestText), isOptional: true)
          Button { "Propose" }
        }
      }
    }
  }
}

/// Who works on a draft, and who has the pen.
struct HandsView: View {
  let draft: Draft
  let isOwner: Bool
  let viewer: UserID?

  var body: some HTML {
    fieldset(.class("card hands")) {
      legend { "Hands" }
      if draft.hands.isEmpty {
        p(.class("soft")) { "You work on this alone." }
      } else {
        ul(.class("rows")) { for person in draft.people { HandRow(draft: draft, person: person, isOwner: isOwner) } }
        div(.class("actions")) {
          if let holder = draft.pen?.user, holder.id != viewer {
            form(.method(.post), .action(CodegroundPath.ask(draft.script))) { Button { "Ask for the pen" } }
          }
          if draft.pen == nil || isOwner {
            form(.method(.post), .action(CodegroundPath.pen(draft.script))) { Button { "Take the pen" } }
          }
        }
      }
      if isOwner, draft.hands.count < HandRepository.most {
        form(.class("form row"), .method(.post), .action(CodegroundPath.hands(draft.script))) {
          Field("Invite", name: "username", help: "A username", completion: "off")
          Button { "Invite" }
        }
      }
    }
  }
}

private struct HandRow: View {
  let draft: Draft
  let person: Person
  let isOwner: Bool

  var body: some HTML {
    li {
      p(.dir("auto")) {
        a(.href(Site.profilePath(of: person.username))) { person.displayName }
        if draft.pen?.user.id == person.id { " has the pen" }
      }
      if isOwner, person.id != draft.owner.id {
        form(.method(.post), .action(CodegroundPath.removeHand(draft.script))) {
          input(.type("hidden"), .name("username"), .value(person.username))
          button(.class("button quiet"), .type("submit"), .aria("label", "Take off: \(person.displayName)")) { "Take off" }
        }
      }
    }
  }
}
