import Design
import HTML

/// One of several things to choose, as radio buttons.
struct ChoiceGroup: View {
  struct Choice {
    let value: String
    let name: String
  }

  let legendText: String
  let name: String
  let choices: [Choice]
  let chosen: String
  let error: String?

  var body: some HTML {
    fieldset(.class("choices"), .id(Field.id(of: name)), .tabIndex(-1), .when(error != nil, .aria("describedby", "error-\(name)"))) {
      legend { legendText }
      for choice in choices {
        label(.class("choice")) {
          input(.type("radio"), .name(name), .value(choice.value), .checked(choice.value == chosen), .required(true))
          choice.name
        }
      }
      if let error { p(.class("error"), .id("error-\(name)")) { error } }
    }
  }
}

extension ChoiceGroup {
  /// Why something is reported.
  static func reasons(_ legend: String, chosen: String, error: String?) -> ChoiceGroup {
    ChoiceGroup(
      legendText: legend, name: "reason", choices: ReportReason.allCases.map { Choice(value: $0.rawValue, name: $0.label) }, chosen: chosen,
      error: error)
  }
}

/// A text as it was written: line ends count, and nothing in it is markup.
struct SourceText: View {
  let text: String

  var body: some HTML { div(.class("source"), .dir("auto"), .tabIndex(0)) { text } }
}
