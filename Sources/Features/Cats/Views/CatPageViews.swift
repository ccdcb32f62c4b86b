import Core
import Design
import HTML

/// `/cats/{name}`.
struct CatPage: View {
  let look: CatLook
  var problem: AppError?
  /// What a keeper typed that was refused.
  var typedGain: String?
  let visit: Visit

  var body: some HTML {
    let cat = look.cat
    ShellPage(cat.title, visit, styles: ["css/cats.css"], modules: ["js/cats.js"]) {
      FormErrors(problem, labels: ["gain": "Gain"])
      section(
        .id("cat-look"), .class("cat-look"), .data("cat", cat.name), .data("ago", look.ago), .data("place", "cats"),
        .data("epoch", look.head.epoch), .data("seq", look.head.sequence)
      ) { CatMoodPart(look: look) }
      section(.class("card"), .aria("labelledby", "look-back")) {
        h2(.id("look-back")) { "Look back" }
        form(.class("form cat-slider"), .method(.get), .action(CatPath.cat(cat)), .aria("label", "Look back")) {
          input(
            .type("range"), .name("ago"), .min("0"), .max("10080"), .step("10"), .value(String(min(look.ago, 10_080))),
            .aria("label", "Look back"), .aria("valuetext", look.ago.agoWords), .data("words"))
          Button { "Show" }
        }
      }
      Acquaintances(look: look)
      p { a(.href(CatPath.ledger(cat))) { "Everything \(cat.title) noticed" } }
      p { a(.href(Site.reportPath("cat", cat.name)), .data("report")) { "Report" } }
      if visit.viewer?.permissions.contains(.admin) == true {
        KeeperForm(kept: look.kept, typed: typedGain, problem: problem?.details["gain"])
      }
    }
  }
}

/// What changes when somebody looks back: the mood and its reasons.
struct CatMoodPart: View {
  let look: CatLook

  var body: some HTML {
    let (cat, mood) = (look.cat, look.mood)
    header(.class("cat-head")) {
      CatFace(mood: mood, side: 256)
      div {
        h1 { cat.title }
        p(.class("cat-mood")) {
          b { mood.label.name }
          ", \(mood.octant.rawValue)"
        }
        p(.class("soft")) { "\(cat.nature.faction.name)\(cat.nature.isObserver ? ", an observer" : "")" }
        if look.ago > 0 {
          p(.role("status")) {
            "This was \(look.ago.agoWords), at \(Timestamp(milliseconds: mood.at).minuteText) UTC. "
            a(.href(CatPath.cat(cat))) { "Now" }
          }
        }
      }
    }
    div(.class("cat-meters")) { for axis in Axis.allCases { CatMeter(axis: axis, mood: mood) } }
    section(.class("card"), .aria("labelledby", "why")) {
      h2(.id("why")) { "Why" }
      if look.reasons.isEmpty {
        p { "\(cat.title) is at rest." }
      } else {
        ul { for reason in look.reasons { li { reason.text } } }
      }
    }
  }
}

/// One axis, from −1 to 1, with where the cat is at home.
private struct CatMeter: View {
  let axis: Axis
  let mood: ShownMood

  private static let names: [Axis: String] = [.pleasure: "Pleasure", .arousal: "Arousal", .dominance: "Dominance"]

  var body: some HTML {
    let (level, home) = (mood.pad[axis], mood.cat.nature.home[axis])
    let name = Self.names[axis] ?? axis.rawValue
    div(.class("cat-meter")) {
      span(.class("name")) { name }
      div(
        .role("meter"), .aria("label", name), .aria("valuemin", "-1"), .aria("valuemax", "1"), .aria("valuenow", level.hundredths),
        .aria("valuetext", "\(level.hundredths), home \(home.hundredths)")
      ) {
        svg(.viewBox("0 0 200 16"), .aria("hidden", "true")) {
          rect(.class("track"), .x("0"), .y("0"), .width("200"), .height("16"))
          rect(.class("bar"), .x(Self.place(min(level, 0))), .y("0"), .width(Self.length(level)), .height("16"))
          rect(.class("home"), .x(Self.place(home - 10_000)), .y("0"), .width("3"), .height("16"))
        }
      }
      span(.class("value")) { level.hundredths }
      span(.class("soft")) { "home \(home.hundredths)" }
    }
  }

  private static func place(_ level: Int64) -> String { String(100 + level / 10_000) }
  private static func length(_ level: Int64) -> String { String(max(abs(level) / 10_000, 1)) }
}

/// What the cat thinks of who looks at it.
private struct Acquaintances: View {
  let look: CatLook

  var body: some HTML {
    let (cat, you) = (look.cat, look.you)
    section(.class("card"), .aria("labelledby", "and-you")) {
      h2(.id("and-you")) { "\(cat.title) and you" }
      if you.affinity.status == .stranger {
        p { "\(cat.title) does not know you yet." }
      } else {
        p {
          "To \(cat.title) you are: "
          b { you.affinity.status.rawValue }
        }
        if !you.memories.isEmpty {
          ul {
            for memory in you.memories {
              li {
                LedgerRow.Cause.deed(memory.deed).sentence(.you, cat)
                if let teller = memory.heardFrom { ", as \(teller.title) told" }
                ", \(Timestamp(milliseconds: memory.at).minuteText) UTC"
              }
            }
          }
        }
      }
      div(.class("actions")) {
        form(.method(.post), .action(CatPath.pet(cat))) { Button(.primary) { "Pet \(cat.title)" } }
        form(.method(.post), .action(CatPath.mute(cat))) {
          input(.type("hidden"), .name("on"), .value(look.isMuted ? "false" : "true"))
          Button { "\(look.isMuted ? "Unmute" : "Mute") \(cat.title)" }
        }
        button(
          .class("button"), .type("button"), .hidden, .id("hear"), .data("kind", look.mood.voice.kind.rawValue),
          .data("hz", look.mood.voice.hertz), .data("ms", look.mood.voice.milliseconds),
          .data("pleasure", look.mood.pad.pleasure.hundredths)
        ) { "Hear \(cat.title)" }
      }
    }
  }
}

/// What administrators set.
private struct KeeperForm: View {
  let kept: KeptCat
  let typed: String?
  let problem: String?

  var body: some HTML {
    section(.class("card"), .aria("labelledby", "keeper")) {
      h2(.id("keeper")) { "Keeper" }
      form(.class("form"), .method(.post), .action(CatPath.keeper(kept.cat)), .aria("labelledby", "keeper")) {
        Field(
          "Gain", name: "gain", value: typed ?? String(kept.gain), help: "In percent, 0 to 200: how strongly it feels things",
          error: problem)
        label(.class("choice")) {
          input(.type("checkbox"), .name("on"), .value("true"), .checked(kept.isAwake))
          span { "Awake" }
        }
        Button { "Save" }
      }
      p { a(.href(CatPath.reset(kept.cat))) { "Reset \(kept.cat.title)" } }
    }
  }
}

/// Asks before a cat is sent home.
struct ResetCatPage: View {
  let cat: Cat
  let visit: Visit

  var body: some HTML {
    ShellPage("Reset \(cat.title)", visit, styles: ["css/cats.css"]) {
      h1 { "Reset \(cat.title)?" }
      p { "\(cat.title) goes back to its home mood and forgets everybody. The ledger keeps what happened." }
      form(.method(.post), .action(CatPath.reset(cat))) {
        div(.class("actions")) {
          Button(.danger) { "Reset \(cat.title)" }
          ButtonLink(CatPath.cat(cat)) { "Keep" }
        }
      }
    }
  }
}

extension Int64 {
  /// Minutes in words: "2 hours ago".
  var agoWords: String {
    func count(_ number: Int64, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
    if self == 0 { return "now" }
    if self < 60 { return count(self, "minute") + " ago" }
    if self < 1_440 {
      return self % 60 == 0 ? count(self / 60, "hour") + " ago" : "\(count(self / 60, "hour")) \(count(self % 60, "minute")) ago"
    }
    let hours = self % 1_440 / 60
    return hours == 0 ? count(self / 1_440, "day") + " ago" : "\(count(self / 1_440, "day")) \(count(hours, "hour")) ago"
  }
}

extension Timestamp {
  /// "2026-11-20 10:00".
  var minuteText: String { "\(iso8601.prefix(10)) \(iso8601.dropFirst(11).prefix(5))" }
}
