import Core
import Design
import HTML

/// `/settings/notifications`.
struct PreferencePage: View {
  let preferences: Preferences
  let sendsMail: Bool
  let isSaved: Bool
  let problem: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Notifications", visit, mainClass: "settings", styles: ["css/settings.css", "css/notices.css"], modules: ["js/device.js"]) {
      header(.class("page-head")) { h1 { "Notifications" } }
      SettingsTabs(visit, current: Site.notificationSettingsPath)
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      FormErrors(problem)
      form(.class("card form preferences"), .method(.post), .action(NoticePath.settings)) {
        fieldset {
          legend { "What you are told" }
          ul(.class("kinds")) {
            for notice in preferences.notices { li { KindChoice(notice: notice) } }
          }
        }
        fieldset {
          legend { "Unread notifications by mail" }
          div(.class("choices")) {
            for interval in DigestInterval.allCases {
              label {
                input(
                  .type("radio"), .name("digest"), .value(interval.rawValue), .checked(preferences.digest == interval),
                  .disabled(!sendsMail))
                " \(interval.label)"
              }
            }
          }
          if !sendsMail { p(.class("soft")) { "This server has no mail set up." } }
        }
        fieldset {
          legend { "What others are told" }
          Check("Show when I have read messages", name: "read_receipts", isOn: preferences.readReceipts)
        }
        div(.class("actions")) { Button(.primary) { "Save" } }
      }
      DeviceChoices()
    }
  }
}

/// What this browser does when somebody calls: a script keeps it here, and the server does not know of it.
private struct DeviceChoices: View {
  var body: some HTML {
    section(.class("card preferences"), .aria("labelledby", "device-heading")) {
      h2(.id("device-heading")) { "On this device" }
      noscript { p { "Notifications of the browser need JavaScript." } }
      div(.class("form"), .id("device"), .hidden) {
        label {
          input(.type("checkbox"), .name("shows"))
          " Show notifications of mentions, replies and messages to you"
        }
        label {
          input(.type("checkbox"), .name("sounds"))
          " Play a sound with them"
        }
        p(.class("soft"), .id("device-state"), .role("status"))
      }
      p(.class("soft")) { "Each room’s menu says whether you are told of all messages, of mentions, or of nothing." }
    }
  }
}

private struct KindChoice: View {
  let notice: NoticePreference

  var body: some HTML {
    Check(
      "\(notice.label) here", name: PreferenceChange.shownField(notice.kind), isOn: notice.isShown, isFixed: !notice.isOptional)
    Check("\(notice.label) by mail", name: PreferenceChange.mailedField(notice.kind), isOn: notice.isMailed)
  }
}

private struct Check: View {
  let text: String
  let name: String
  let isOn: Bool
  let isFixed: Bool

  init(_ text: String, name: String, isOn: Bool, isFixed: Bool = false) {
    self.text = text
    self.name = name
    self.isOn = isOn
    self.isFixed = isFixed
  }

  var body: some HTML {
    label {
      input(.type("checkbox"), .name(name), .value("true"), .checked(isOn), .disabled(isFixed))
      " \(text)"
    }
  }
}
