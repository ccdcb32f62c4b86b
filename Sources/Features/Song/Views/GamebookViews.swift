import HTML
import Markdown

/// A gamebook as it is sent.
struct GamebookFile: Sendable {
  let bytes: [UInt8]

  init(_ story: KeyedStory) { bytes = Gamebook(story: story).rendered() }

  var page: RawHTML { RawHTML(bytes) }
}

/// A story as a gamebook: one file that needs neither script nor network. Its sections are numbered in the order of the keys.
struct Gamebook: View {
  let story: KeyedStory

  private static let style = """
    <style>body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 Georgia,serif}section{margin:2.5rem 0;break-inside:avoid}\
    h1,h2{line-height:1.2;overflow-wrap:anywhere}.rule{color:#555;font-style:italic}.end{text-align:center;font-weight:bold}</style>
    """

  var body: some HTML {
    Document {
      head {
        meta(.charset("utf-8"))
        meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
        title { story.title }
        RawHTML(Self.style)
      }
      HTML::body {
        main {
          h1(.dir("auto")) { story.title }
          if !story.blurb.isEmpty { p(.dir("auto")) { story.blurb } }
          if !story.credits.isEmpty { p { "By \(story.credits.joined(separator: ", "))" } }
          if !story.variables.isEmpty {
            section(.aria("label", "What to keep track of")) {
              h2 { "What to keep track of" }
              ul { for variable in story.variables { li { "\(variable.name): \(variable.first.text)" } } }
            }
          }
          for number in 1...max(story.verses.count, 1) where number <= story.verses.count {
            GamebookSection(number: number, story: story)
          }
        }
      }
    }
  }
}

private struct GamebookSection: View {
  let number: Int
  let story: KeyedStory

  private var verse: KeyedStory.Verse { story.verses[number - 1] }

  var body: some HTML {
    section(.id("s\(number)")) {
      h2(.dir("auto")) { "\(number). \(verse.title)" }
      if !verse.body.isEmpty { div(.dir("auto")) { RawHTML(Markdown.render(verse.body).html) } }
      if !verse.choices.isEmpty {
        ul {
          for choice in verse.choices {
            li(.dir("auto")) {
              "\(choice.label): turn to "
              a(.href("#s\(choice.to)")) { "\(choice.to)" }
              if let rule = rule(of: choice) { span(.class("rule")) { " (\(rule))" } }
            }
          }
        }
      }
      if verse.isEnding { p(.class("end")) { "The end" } }
    }
  }

  /// What a choice asks for and does, in words.
  private func rule(of choice: ChoiceText<Int>) -> String? {
    let when = choice.when.map { "only if " + $0.text { story.title(ofKey: $0).inQuotes } }
    let then = choice.then.isEmpty ? nil : "then \(EffectText.text(choice.then))"
    let parts = [when, then].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
