import Design
import HTML

/// `/admin/keys/new`: the dialog's form on a page of its own.
struct NewKeysView: HTML {
  var typed = MakeKeysForm.usual
  var problem: String?
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Make keys", visit, mainClass: "keys", styles: ["css/release.css"]) {
      header(.class("page-head")) { h1 { "Make keys" } }
      section(.class("card narrow")) { MakeKeysForm(typed: typed, problem: problem) }
    }
    .render(into: &buffer)
  }
}

struct MakeKeysForm: View {
  /// How many are offered at first.
  static let usual = "10"

  let typed: String
  let problem: String?

  var body: some HTML {
    let sizes = KeyService.batchSizes
    let id = Field.id(of: "count")
    FormErrors(nil, details: problem.map { ["count": $0] } ?? [:], labels: ["count": "How many"])
    form(.class("form"), .method(.post), .action(DownloadPath.newKeys)) {
      div(.class("field"), .class("wrong", when: problem != nil)) {
        label(.htmlFor(id)) { "How many" }
        p(.class("help"), .id("help-count")) { "From \(sizes.lowerBound) to \(sizes.upperBound). Each gives one download." }
        input(
          .class("input"), .id(id), .name("count"), .type("number"), .min("\(sizes.lowerBound)"), .max("\(sizes.upperBound)"),
          .value(typed), .required, .autofocus, .aria("describedby", problem == nil ? "help-count" : "help-count error-count"),
          .when(problem != nil, .aria("invalid", true)))
        if let problem { p(.class("error"), .id("error-count")) { problem } }
      }
      div(.class("actions")) {
        Button(.primary) { "Make them" }
        a(.class("button"), .href(DownloadPath.keys), .data("action", "close-dialog")) { "Cancel" }
      }
    }
  }
}
