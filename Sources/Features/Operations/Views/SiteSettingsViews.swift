import Accounts
import Core
import Design
import HTML

/// `/admin/settings`
struct SiteSettingsPage: View {
  let form: SiteSettingsForm
  let isSaved: Bool
  let visit: Visit

  private static let labels: KeyValuePairs = [
    "version": "Settings", "name": "Name", "welcome": "Welcome", "rules": "Rules", "contact": "Contact", "sign_up": "Who may join",
    "newcomer_hours": "Hours as a newcomer", "mode": "Mode", "mode_message": "Message",
  ]

  var body: some HTML {
    StaffPage("Settings", visit, styles: ["css/care.css"]) {
      if isSaved { p(.class("saved"), .role("status")) { "Saved." } }
      FormErrors(form.error, labels: Self.labels)
      HTML::form(.class("form site-settings"), .method(.post), .action(Site.siteSettingsPath)) {
        input(.type("hidden"), .name("version"), .value("\(form.version)"))
        place
        people
        mode
        features
        div(.class("actions")) { Button(.primary) { "Save" } }
      }
    }
  }

  private var place: some HTML {
    Card("This place") {
      Field(
        "Name", name: "name", value: form.value("name"), help: "Shown at the top of every page and in titles.",
        error: form.problem("name"), limit: .characters(SiteSettings.nameLengths.upperBound))
      Field(
        "Welcome", name: "welcome", .lines(4), value: form.value("welcome"),
        help: "Plain lines on the front page: what this place is, and who it is for.", error: form.problem("welcome"),
        limit: .characters(SiteSettings.welcomeLengths.upperBound), isOptional: true)
      Field(
        "Rules", name: "rules", .lines(10), value: form.value("rules"),
        help: "Markdown. Everybody can read them at \(Site.rulesPath).", error: form.problem("rules"),
        limit: .characters(SiteSettings.rulesLengths.upperBound), isOptional: true)
      Field(
        "Contact", name: "contact", value: form.value("contact"),
        help: "An e-mail address or a link, shown beside the rules.", error: form.problem("contact"),
        limit: .characters(SiteSettings.contactLengths.upperBound), isOptional: true)
    }
  }

  private var people: some HTML {
    Card("Joining") {
      Field("Who may join", name: "sign_up", .choice(SignUpMode.options), value: form.value("sign_up"), error: form.problem("sign_up"))
      Field(
        "Hours as a newcomer", name: "newcomer_hours", value: form.value("newcomer_hours"),
        help: """
          0 to 168; 0 turns it off. Newcomers cannot make rooms, write privately, upload, publish scripts or post links. Who came with an \
          invitation is not a newcomer.
          """,
        error: form.problem("newcomer_hours"))
    }
  }

  private var mode: some HTML {
    Card("Mode") {
      Field(
        "Mode", name: "mode",
        .choice([
          Field.Option("normal", "Normal"), Field.Option("read_only", "Read-only: nobody can change anything"),
          Field.Option("maintenance", "Maintenance: only staff come in"),
        ]), value: form.value("mode"), error: form.problem("mode"))
      Field(
        "Message", name: "mode_message", value: form.value("mode_message"), help: "Shown to everybody while the mode is not normal.",
        error: form.problem("mode_message"), limit: .characters(SiteSettings.messageLengths.upperBound), isOptional: true)
    }
  }

  private var features: some HTML {
    Card("Features") {
      p(.class("soft")) { "What is off cannot be opened by anybody. Nothing of it is deleted." }
      div(.class("switches")) {
        for feature in FeatureSwitch.allCases {
          Field(
            feature.label, name: feature.rawValue, .choice([Field.Option("on", "On"), Field.Option("off", "Off")]),
            value: form.value(feature.rawValue), error: form.problem(feature.rawValue))
        }
      }
    }
  }
}

extension FeatureSwitch {
  fileprivate var label: String { self == .media ? "Uploads" : rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
