import Core
import Design
import HTML
import Relations

/// What a story says of itself below its title. The same bytes for every viewer.
struct StoryFragment: View {
  let story: Story

  var body: some HTML {
    div(.class("story-head"), .id("story-\(story.id)"), .data("seq", story.sequence), .data("order", "")) {
      if !story.details.blurb.isEmpty { p(.class("blurb"), .dir("auto")) { story.details.blurb } }
      p(.class("soft")) {
        "Kept by "
        a(.href(Site.profilePath(of: story.keeper.username)), .dir("auto")) { story.keeper.displayName }
        if !story.writers.isEmpty {
          ", written with "
          for (index, writer) in story.writers.enumerated() {
            if index > 0 { ", " }
            a(.href(Site.profilePath(of: writer.username)), .dir("auto")) { writer.displayName }
          }
        }
      }
      p(.class("facts")) {
        Badge("Read by: \(story.details.visibility.label)", .plain)
        if story.details.writing == .open { Badge("Everybody may write", .sky) }
        if story.details.canon != .open { Badge(story.details.canon.label, .plain) }
      }
    }
  }
}

/// A verse in its story's list. The same bytes for every viewer.
struct VerseFragment: View {
  let verse: Verse

  var body: some HTML {
    li(.id("verse-\(verse.id)"), .class("verse-row"), .data("seq", verse.sequence), .data("order", verse.order)) {
      a(.href(SongPath.verse(verse.id)), .dir("auto")) { verse.title }
      span(.class("soft")) { verse.words == 1 ? "1 word" : "\(verse.words) words" }
      Badge(verse.status == .canon ? "Canon" : "Proposed", verse.status == .canon ? .plain : .yellow)
      if verse.content.isEnding { Badge("Ending", .acid) }
    }
  }
}

extension Story {
  var fragment: [UInt8] { StoryFragment(story: self).rendered() }
}

extension Verse {
  var fragment: [UInt8] { VerseFragment(verse: self).rendered() }
}
