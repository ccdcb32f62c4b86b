import Core
import Design
import HTML

/// A verse in a feed. The same bytes for every viewer.
struct VerseCard: View {
  private static let longest = 300

  let verse: PublicVerse
  let plain: String

  var body: some HTML {
    div(.class("feed-verse"), .dir("auto")) {
      p { excerpt }
      p(.class("soft")) {
        "A verse of "
        a(.href(SongPath.story(verse.story))) { verse.storyTitle }
      }
    }
  }

  private var excerpt: String {
    TextRules.length(plain) <= Self.longest ? plain : String(plain.unicodeScalars.prefix(Self.longest)) + "…"
  }
}

extension PublicVerse {
  var card: SubjectCard {
    let plain = plain
    let texts = isRoot ? [storyTitle, blurb, title, plain] : [title, storyTitle, plain]
    return SubjectCard(
      title: "\(title) (\(storyTitle))", link: SongPath.verse(id), html: VerseCard(verse: self, plain: plain).rendered(),
      text: texts.filter { !$0.isEmpty }.joined(separator: "\n"), author: author, createdAt: createdAt)
  }
}
