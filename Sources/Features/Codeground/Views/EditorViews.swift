import Core
import Design
import HTML
import Relations

/// The editor's form as it is shown.
struct EditorForm: Sendable {
  var code: String
  var base: String
  var error: AppError?
  /// After a save that came too late: what the other text is like.
  var conflict: Conflict?

  struct Conflict: Sendable {
    let present: Int64
    let hunks: [Hunk]
  }
}

/// `/codeground/{id}/edit`: the draft, for owner and hands.
struct EditorPage: View {
  let seen: SeenScript
  let draft: Draft
  let form: EditorForm
  let head: PlaceHead
  let requestID: String
  let visit: Visit

  private var script: Script { seen.script }

  var body: some HTML {
    ShellPage(script.title, visit, mainClass: "codeground editor", styles: ScriptPages.styles, modules: ["js/editor.js"]) {
      header(.class("page-head")) {
        h1(.dir("auto")) { script.title }
        div(.class("actions")) {
          ButtonLink(CodegroundPath.script(script.id)) { "The work" }
          ButtonLink(CodegroundPath.part(script.id, .history)) { "History" }
        }
      }
      if let conflict = form.conflict {
        ConflictView(script: script, mine: form.code, conflict: conflict, requestID: requestID)
      } else {
        FormErrors(form.error, labels: ["code": "Code"])
      }
      div(.data("place", "script:\(script.id)"), .data("epoch", head.epoch), .data("seq", head.sequence)) {
        HTML::form(
          .class("form"), .id("editor"), .method(.post), .action(CodegroundPath.part(script.id, .edit)),
          .data("script", script.id.rawValue),
          .data("title", script.title), .data("runtime", script.runtime.rawValue), .when(!draft.hands.isEmpty, .data("hands"))
        ) {
          input(.type("hidden"), .name("base_version"), .value(form.base))
          div(.class("field")) {
            label(.htmlFor("code")) { "Code" }
            textarea(
              .class("input code"), .id("code"), .name("code"), .rows(24), .spellcheck("false"), .autocomplete("off"),
              .autocapitalize("none"), .wrap("off"), .dir("ltr"),
              .when(form.error?.details["code"] != nil, .aria("invalid", true))
            ) { form.code }
          }
          if script.runtime == .html {
            p(.class("help")) {
              "A web page runs without the usual brake: an endless loop in it can freeze this tab, and it can learn your network address."
            }
          }
          div(.class("actions")) {
            Closable(visit) { Button(.primary) { "Save" } }
            button(
              .class("button"), .type("button"), .hidden, .data("action", "run"), .data("runtime", script.runtime.rawValue)
            ) { script.runtime == .html ? "Run anyway" : "Run" }
            if seen.role == .owner {
              a(.class("button"), .href(CodegroundPath.part(script.id, .publish)), .data("action", "publish")) { "Publish" }
            }
            a(.class("button quiet"), .href(CodegroundPath.plainEditor(script.id)), .hidden, .data("action", "editor-kind")) {
              "Plain editor"
            }
          }
          p(.class("draft-status"), .role("status"), .aria("label", "Draft"), .id("draft-status")) { "Saved, version \(draft.version)" }
        }
      }
      div(.id("runner"), .data("runner"))
      HandsView(draft: draft, isOwner: seen.role == .owner, viewer: visit.viewer?.id)
    }
  }
}

/// A save that came too late: nothing that was typed is lost.
struct ConflictView: View {
  let script: Script
  let mine: String
  let conflict: EditorForm.Conflict
  let requestID: String

  var body: some HTML {
    section(.class("card conflict"), .id("conflict"), .aria("label", "Somebody else saved meanwhile")) {
      h2 { "Somebody else saved meanwhile" }
      p { "The draft is version \(conflict.present) now. This is what your text would change in it:" }
      DifferenceView(heading: "Changes", hunks: conflict.hunks)
      div(.class("actions")) {
        HTML::form(.method(.post), .action(CodegroundPath.part(script.id, .edit))) {
          input(.type("hidden"), .name("base_version"), .value(Int(conflict.present)))
          textarea(.name("code"), .hidden, .aria("label", "Your text")) { mine }
          Button(.primary) { "Keep mine" }
        }
        ButtonLink(CodegroundPath.part(script.id, .edit)) { "Take theirs" }
        if script.newest != nil {
          HTML::form(.method(.post), .action(CodegroundPath.part(script.id, .fork))) {
            textarea(.name("code"), .hidden, .aria("label", "Your text")) { mine }
            Button { "Mine as a fork" }
          }
        }
      }
    }
  }
}

/// `/codeground/{id}/history`: versions of the draft that are kept.
struct DraftHistoryPage: View {
  let script: Script
  let versions: [KeptVersion]
  let visit: Visit

  var body: some HTML {
    ShellPage("History", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "History" }
        ButtonLink(CodegroundPath.part(script.id, .edit)) { "Back to the editor" }
      }
      if versions.isEmpty {
        EmptyState("Nothing kept yet", "Earlier versions of your draft appear here while you work.") {}
      } else {
        ol(.class("rows card"), .aria("label", "Versions")) {
          for version in versions {
            let moment = Moment(version.savedAt)
            li {
              div {
                p { a(.href(CodegroundPath.version(script.id, version.version))) { "Version \(version.version)" } }
                p(.class("soft"), .dir("auto")) { "\(version.lines) lines, by \(version.savedBy.displayName)" }
              }
              p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
            }
          }
        }
      }
    }
  }
}

/// `/codeground/{id}/history/{version}`.
struct KeptVersionPage: View {
  let script: Script
  let kept: KeptVersion
  let code: String
  let present: Int64
  let visit: Visit

  var body: some HTML {
    ShellPage("Version \(kept.version)", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "Version \(kept.version)" }
        ButtonLink(CodegroundPath.part(script.id, .history)) { "History" }
      }
      form(.class("actions"), .method(.post), .action(CodegroundPath.part(script.id, .edit))) {
        input(.type("hidden"), .name("base_version"), .value(Int(present)))
        textarea(.name("code"), .hidden, .aria("label", "This version")) { code }
        Button(.primary) { "Bring it back" }
      }
      SourceView(code: code)
    }
  }
}
