import Core
import Design
import HTML
import Relations

/// `/codeground/{id}`: a script with its revisions.
struct ScriptPageView: View {
  let seen: SeenScript
  let revisions: RevisionPage
  /// All for owner and hands, one's own for others; the newest first.
  let proposals: [Proposal]
  let head: PlaceHead
  let requestID: String
  let visit: Visit

  private var script: Script { seen.script }

  var body: some HTML {
    ShellPage(script.title, visit, mainClass: "codeground", styles: ScriptPages.styles, modules: ScriptPages.modules) {
      header(.class("page-head")) {
        h1(.dir("auto")) { script.title }
        if seen.role.works {
          div(.class("actions")) {
            ButtonLink(CodegroundPath.part(script.id, .edit), .primary) { "Edit" }
            if seen.role == .owner {
              ButtonLink(CodegroundPath.part(script.id, .details)) { "Details" }
              ButtonLink(CodegroundPath.export(script.id)) { "Export" }
              form(.action(CodegroundPath.part(script.id, .delete))) { Button(.quiet) { "Delete" } }
            }
          }
        }
      }
      div(.data("place", "script:\(script.id)"), .data("epoch", head.epoch), .data("seq", head.sequence)) {
        if let card = script.card {
          div(.class("work"), .data("objects", "script")) { card }
        } else {
          p(.class("soft")) { "Nothing is published yet." }
        }
      }
      if !script.details.summary.isEmpty { p(.class("summary"), .dir("auto")) { script.details.summary } }
      if !script.details.tags.isEmpty {
        ul(.class("tags"), .aria("label", "Tags")) {
          for tag in script.details.tags { li { a(.href(CodegroundPath.list(["tag": tag]))) { "#\(tag)" } } }
        }
      }
      p { a(.href(CodegroundPath.part(script.id, .lineage))) { "Lineage" } }
      section {
        h2(.id("revisions")) { "Revisions" }
        if revisions.revisions.isEmpty {
          p(.class("soft")) { "None yet." }
        } else {
          ol(.class("rows card"), .aria("label", "Revisions")) {
            for revision in revisions.revisions { RevisionRow(revision: revision) }
          }
        }
      }
      if !proposals.isEmpty {
        section {
          h2(.id("proposals")) { "Proposals" }
          ol(.class("rows card"), .aria("label", "Proposals")) { for proposal in proposals { ProposalRow(proposal: proposal) } }
        }
      }
      if seen.role == .owner, script.newest != nil, let parent = script.lineage.parent?.known, parent.owner.id != visit.viewer?.id {
        ProposalForm(script: script, parent: parent, requestID: requestID)
      }
    }
  }
}

private struct RevisionRow: View {
  let revision: Revision

  var body: some HTML {
    let moment = Moment(revision.createdAt)
    li {
      div {
        if revision.isGone {
          p { "Revision \(revision.number): a removed work" }
        } else {
          p { a(.href(CodegroundPath.revision(revision.script, revision.number))) { "Revision \(revision.number)" } }
          if !revision.note.isEmpty { p(.class("note"), .dir("auto")) { revision.note } }
        }
      }
      p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
    }
  }
}

/// `/codeground/{id}/r/{n}`: one revision and its code.
struct RevisionPageView: View {
  let source: RevisionSource
  let role: ScriptRole
  let head: PlaceHead
  /// What is different from the revision that was forked, if that was asked for.
  let changes: [Hunk]?
  let visit: Visit

  private var revision: Revision { source.revision }

  var body: some HTML {
    ShellPage(revision.title, visit, mainClass: "codeground", styles: ScriptPages.styles, modules: ScriptPages.modules) {
      header(.class("page-head")) {
        h1(.dir("auto")) { revision.title }
        ButtonLink(CodegroundPath.script(revision.script)) { "All revisions" }
      }
      div(.data("place", "script:\(revision.script)"), .data("epoch", head.epoch), .data("seq", head.sequence)) {
        div(.class("work"), .data("objects", "revision")) { revision.card }
      }
      if revision.runtime == .html {
        div(.class("card caution")) {
          p {
            "A web page runs without the usual brake: an endless loop in it can freeze this tab, and it can learn your network address."
          }
          RunButton("Run anyway", script: revision.script, number: revision.number, title: revision.title, runtime: revision.runtime)
        }
      }
      p(.class("soft")) {
        let moment = Moment(revision.createdAt)
        "Revision \(revision.number), "
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        ", \(revision.lines) lines"
      }
      if !revision.note.isEmpty { p(.class("note"), .dir("auto")) { revision.note } }
      if revision.authors.count > 1 {
        p {
          "By "
          for (index, author) in revision.authors.enumerated() {
            if index > 0 { ", " }
            a(.href(Site.profilePath(of: author.username)), .dir("auto")) { author.displayName }
          }
        }
      }
      div(.class("actions")) {
        ButtonLink(CodegroundPath.raw(revision.script, revision.number)) { "Raw" }
        if revision.lineage.parent?.known != nil {
          ButtonLink(CodegroundPath.changes(revision.script, revision.number)) { "Changes from parent" }
        }
        if role != .owner, visit.viewer != nil {
          ButtonLink(Site.reportPath("script", "\(revision.script)@\(revision.number)"), .quiet) { "Report" }
        }
        if role == .owner { form(.action(CodegroundPath.withdraw(revision.script, revision.number))) { Button(.quiet) { "Withdraw" } } }
      }
      if let changes { DifferenceView(heading: "Changes from parent", hunks: changes) }
      SourceView(code: source.code)
    }
  }
}

/// Code with its lines numbered. Nothing of it runs.
struct SourceView: View {
  let code: String

  var body: some HTML {
    section(.class("source"), .aria("label", "Source"), .role("region"), .tabIndex(0)) {
      ol {
        for line in code.codeLines { li { HTML::code(.dir("ltr")) { String(line) } } }
      }
    }
  }
}

/// What is different between two texts.
struct DifferenceView: View {
  let heading: String
  let hunks: [Hunk]

  var body: some HTML {
    section(.class("difference"), .id("changes"), .aria("label", heading), .role("region"), .tabIndex(0)) {
      h2 { heading }
      if hunks.isEmpty { p { "Nothing is different." } }
      for hunk in hunks {
        p(.class("where")) { "Line \(max(hunk.old, 1)), now line \(max(hunk.new, 1))" }
        ul(.class("hunk"), .tabIndex(0)) { for line in hunk.lines { DifferenceLine(line: line) } }
      }
    }
  }
}

private struct DifferenceLine: View {
  let line: String

  var body: some HTML {
    let isAdded = line.utf8.first == UInt8(ascii: "+"), isRemoved = line.utf8.first == UInt8(ascii: "-")
    li(.class(isAdded ? "added" : isRemoved ? "removed" : "same")) { code(.dir("ltr")) { line } }
  }
}
