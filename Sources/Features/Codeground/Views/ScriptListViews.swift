import Core
import Design
import HTML

/// What a page of the list shows.
struct ScriptListing: Sendable {
  let request: ScriptListRequest
  let page: ScriptPage
}

/// `/codeground`: everybody's scripts, or the member's own.
struct ScriptListPage: View {
  let listing: ScriptListing
  let form: NewScriptForm
  let visit: Visit

  private var request: ScriptListRequest { listing.request }

  var body: some HTML {
    ShellPage(
      request.isOwn ? "My scripts" : "Codeground", visit, mainClass: "codeground", styles: ScriptPages.styles, modules: ScriptPages.modules
    ) {
      header(.class("page-head")) {
        h1 { request.isOwn ? "My scripts" : "Codeground" }
        if visit.viewer != nil {
          if request.isOwn {
            div(.class("actions")) {
              ButtonLink(CodegroundPath.list) { "Codeground" }
              ButtonLink(CodegroundPath.importing) { "Import a script" }
              ButtonLink(CodegroundPath.deleted, .quiet) { "Deleted scripts" }
            }
          } else {
            ButtonLink(CodegroundPath.own) { "My scripts" }
          }
        }
      }
      if visit.viewer != nil { NewScriptFields(state: form) }
      Tabs(
        "Runtimes", [(name: "All", path: path(nil))] + ScriptRuntime.allCases.map { (name: $0.label, path: path($0)) },
        current: path(request.runtime))
      if !request.isOwn { OrderForm(request: request) }
      if listing.page.scripts.isEmpty {
        EmptyState("Nothing runs here yet", "Make the first script, or look at another kind.") {
          if request.runtime != nil || request.tag != nil || request.author != nil {
            ButtonLink(CodegroundPath.list) { "All scripts" }
          }
        }
      } else {
        div(.class("script-list")) {
          for script in listing.page.scripts { ScriptEntry(script: script, isOwn: request.isOwn) }
        }
        if let next = listing.page.next {
          p(.class("pager")) {
            a(
              .class("button"), .rel("next"),
              .href(
                CodegroundPath.list([
                  "runtime": request.runtime?.rawValue, "tag": request.tag, "by": request.author,
                  "order": request.isOwn || request.order == .new ? nil : request.order.rawValue, "before": next.text,
                ]))
            ) { "More" }
          }
        }
      }
    }
  }

  private func path(_ runtime: ScriptRuntime?) -> String {
    CodegroundPath.list([
      "runtime": runtime?.rawValue, "tag": request.tag, "by": request.author,
      "order": request.isOwn || request.order == .new ? nil : request.order.rawValue,
    ])
  }
}

/// A script in a list: its card, or how it stands as long as nothing is published.
private struct ScriptEntry: View {
  let script: Script
  let isOwn: Bool

  var body: some HTML {
    if let card = script.card, !isOwn {
      card
    } else {
      article(.class("script-card own"), .aria("label", script.title)) {
        header {
          h2(.dir("auto")) { a(.href(CodegroundPath.script(script.id))) { script.title } }
          p(.class("by")) {
            span(.class("badge plain")) { script.runtime.label }
            span { script.newest == nil ? "Not published" : script.visibility.label }
          }
        }
        div(.class("actions")) {
          a(.class("button"), .href(CodegroundPath.part(script.id, .edit)), .aria("label", "Edit: \(script.title)")) { "Edit" }
        }
      }
    }
  }
}

private struct OrderForm: View {
  let request: ScriptListRequest

  var body: some HTML {
    form(.class("order-form"), .action(CodegroundPath.list)) {
      if let runtime = request.runtime { input(.type("hidden"), .name("runtime"), .value(runtime.rawValue)) }
      if let tag = request.tag { input(.type("hidden"), .name("tag"), .value(tag)) }
      if let author = request.author { input(.type("hidden"), .name("by"), .value(author)) }
      Field(
        "Order", name: "order", .choice(ScriptOrder.allCases.map { Field.Option($0.rawValue, $0.label) }), value: request.order.rawValue)
      Button { "Show" }
    }
  }
}

/// The form for a new script as it is shown.
struct NewScriptForm: Sendable {
  var runtime = ScriptRuntime.sketch.rawValue
  var title = ""
  var requestID: String
  var error: AppError?
}

private struct NewScriptFields: View {
  let state: NewScriptForm

  var body: some HTML {
    form(.class("card new-script"), .method(.post), .action(CodegroundPath.list), .aria("label", "New script")) {
      Closable() {
        h2 { "New script" }
        FormErrors(state.error, labels: ["runtime": "Runtime", "title": "Title"])
        input(.type("hidden"), .name("request_id"), .value(state.requestID))
        Field(
          "Runtime", name: "runtime", .choice(ScriptRuntime.allCases.map { Field.Option($0.rawValue, $0.label) }), value: state.runtime,
          error: state.error?.details["runtime"])
        Field(
          "Title", name: "title", value: state.title, error: state.error?.details["title"],
          limit: .characters(ScriptDetails.titleLengths.upperBound), completion: "off")
        Button(.primary) { "Create" }
      }
    }
  }
}

/// `/codeground?by=me&deleted=1`: scripts that their owner can bring back.
struct DeletedScriptsPage: View {
  let scripts: [Script]
  let visit: Visit

  var body: some HTML {
    ShellPage("Deleted scripts", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "Deleted scripts" }
        ButtonLink(CodegroundPath.own) { "My scripts" }
      }
      if scripts.isEmpty {
        EmptyState("Nothing to bring back", "Scripts that you delete stay here for 30 days.") {}
      } else {
        ul(.class("rows card"), .aria("label", "Deleted scripts")) {
          for script in scripts {
            li {
              p(.dir("auto")) { script.title }
              form(.method(.post), .action(CodegroundPath.part(script.id, .restore))) {
                button(.class("button"), .type("submit"), .aria("label", "Restore: \(script.title)")) { "Restore" }
              }
            }
          }
        }
      }
    }
  }
}

enum ScriptPages {
  static let styles = ["css/settings.css", "css/codeground.css", "css/runner.css"]
  /// Of pages that hold cards.
  static let modules = ["js/runner.js"]
}
