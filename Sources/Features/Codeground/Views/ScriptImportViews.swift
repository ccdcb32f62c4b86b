import Core
import Design
import HTML

/// `/codeground/import`.
struct ScriptImportPage: View {
  let error: AppError?
  let requestID: String
  let visit: Visit

  var body: some HTML {
    ShellPage("Import a script", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "Import a script" }
        ButtonLink(CodegroundPath.own) { "My scripts" }
      }
      FormErrors(error, labels: ["file": "File"])
      section(.class("card")) {
        form(
          .class("form"), .method(.post), .action(CodegroundPath.importing), .enctype("multipart/form-data"),
          .aria("label", "Import a script")
        ) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(requestID))
            div(.class("field"), .class("wrong", when: error?.details["file"] != nil)) {
              label(.htmlFor(Field.id(of: "file"))) { "File" }
              p(.class("help"), .id("help-file")) {
                "A script that was exported here (.zip), a sketch (.js) or a web page (.html). At most 4 MiB. It comes in private."
              }
              input(
                .class("input"), .id(Field.id(of: "file")), .name("file"), .type("file"), .required, .accept(".zip,.js,.html"),
                .aria("describedby", error?.details["file"] == nil ? "help-file" : "help-file error-file"),
                .when(error?.details["file"] != nil, .aria("invalid", true)))
              if let problem = error?.details["file"] { p(.class("error"), .id("error-file")) { "The file \(problem)." } }
            }
            Button(.primary) { "Import" }
          }
        }
      }
    }
  }
}
