import Core
import Design
import HTML

/// `/settings/cats`.
struct TalkPage: View {
  let settings: TalkSettings
  var isSaved = false
  var problem: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Cats and you", visit, mainClass: "settings", styles: ["css/settings.css", "css/cats.css"], modules: ["js/cat-settings.js"]
    ) {
      header(.class("page-head")) {
        h1 { "Cats and you" }
        ButtonLink(CatPath.list) { "All cats" }
      }
      SettingsTabs(visit, current: CatPath.settings)
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      FormErrors(problem, labels: ["mode": "Voice", "muted": "Muted cats"])
      form(.class("card form"), .id("cat-settings"), .method(.post), .action(CatPath.settings)) {
        fieldset(.class("choices")) {
          legend { "How cats talk to you" }
          CatCheck(text: "Cats may talk to me", name: "toasts", isOn: settings.toasts)
          CatCheck(text: "Sounds", name: "sounds", isOn: settings.sounds)
          CatCheck(text: "Mute all cats", name: "all", isOn: settings.mutesAll)
        }
        VoiceField(mode: settings.mode)
        CatChoices(heading: "Muted cats", name: "muted", chosen: settings.muted)
        div(.class("actions")) { Button(.primary) { "Save" } }
      }
    }
  }
}

/// How cats speak.
struct VoiceField: View {
  let mode: SpeechMode

  var body: some HTML {
    div(.class("field")) {
      label(.htmlFor("mode")) { "Voice" }
      select(.class("input"), .id("mode"), .name("mode")) {
        for choice in SpeechMode.allCases {
          option(.value(choice.rawValue), .selected(choice == mode)) { choice == .own ? "Their own" : choice.title }
        }
      }
    }
  }
}

/// The twelve as checkboxes.
struct CatChoices: View {
  let heading: String
  let name: String
  let chosen: CatSet

  var body: some HTML {
    fieldset(.class("choices cat-choices")) {
      legend { heading }
      for cat in Cat.allCases {
        label(.class("choice")) {
          input(.type("checkbox"), .name(name), .value(cat.name), .checked(chosen.contains(cat)))
          img(.src(CatPath.face(cat)), .alt(""), .width(32), .height(32), .loading("lazy"))
          span { cat.title }
        }
      }
    }
  }
}

struct CatCheck: View {
  let text: String
  let name: String
  let isOn: Bool

  var body: some HTML {
    label(.class("choice")) {
      input(.type("checkbox"), .name(name), .value("true"), .checked(isOn))
      span { text }
    }
  }
}

/// What a cat says in the corner of the page. The script adds what its buttons do.
struct ToastView: View {
  let toast: Toast

  var bytes: [UInt8] { rendered() }

  var body: some HTML {
    let cat = toast.cat
    div(
      .class("toast cat-toast"), .data("cat", cat.name), .data("pleasure", toast.pleasure.hundredths),
      .data("sounds", toast.sounds ? "on" : "off")
    ) {
      img(.src(CatPath.face(cat, toast.label)), .alt("\(cat.title), \(toast.label.word)"), .width(48), .height(48))
      p(.dir("auto")) {
        b { cat.title }
        " "
        span { toast.line }
      }
      form(.method(.post), .action(CatPath.mute(cat))) {
        input(.type("hidden"), .name("on"), .value("true"))
        button(.class("button quiet"), .type("submit")) { "Mute \(cat.title)" }
      }
      button(.class("button quiet"), .type("button"), .data("dismiss"), .aria("label", "Dismiss")) { "×" }
    }
  }
}
