import Design
import HTML

/// The promises and the key. The script shows the promises first, and the field for the key once all are ticked.
struct RedemptionFields: View {
  let state: RedemptionForm

  private static let labels: KeyValuePairs = [
    "obligation_1": "First promise", "obligation_2": "Second promise", "obligation_3": "Third promise",
    "obligation_4": "Fourth promise", "obligation_5": "Fifth promise", "key_value": "Key",
  ]

  var body: some HTML {
    FormErrors(state.message, details: state.problems, labels: Self.labels)
    form(.class("form"), .id("redeem-form"), .method(.post), .action(DownloadPath.redeem), .autocomplete("off")) {
      div(.class("step"), .data("part", "obligations")) {
        fieldset(.class("choices")) {
          legend { "Before you use a key, five promises" }
          for (index, words) in RedemptionForm.obligations.enumerated() {
            Promise(name: RedemptionForm.name(of: index), words: words, isMade: state.ticked.contains(index), state: state)
          }
        }
        div(.class("actions"), .data("only", "script"), .hidden) {
          button(.class("button primary"), .type("button"), .data("action", "promised")) { "I promise" }
        }
      }
      div(.class("form"), .data("part", "key")) {
        Field(
          "Key", name: "key_value", value: state.key, help: "Four groups of four, such as 0F3A-99C2-7B1D-E4A0.",
          error: state.problems["key_value"], limit: 64, completion: "off")
        div(.class("actions")) { Button(.primary) { "Redeem the key" } }
      }
    }
  }
}

private struct Promise: View {
  let name: String
  let words: String
  let isMade: Bool
  let state: RedemptionForm

  var body: some HTML {
    let problem = state.problems[name]
    div(.class("promise"), .class("wrong", when: problem != nil)) {
      label(.class("choice")) {
        input(
          .type("checkbox"), .name(name), .id(Field.id(of: name)), .required, .checked(isMade),
          .when(problem != nil, .aria("invalid", true)), .when(problem != nil, .aria("describedby", "error-\(name)")))
        span { words }
      }
      if let problem { p(.class("error"), .id("error-\(name)")) { problem } }
    }
  }
}
