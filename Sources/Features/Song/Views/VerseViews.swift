import Core
import Design
import HTML
import Media
import Relations

/// `/song/verses/{id}`: one verse with its choices.
struct VersePageView: View {
  let seen: SeenVerse
  /// The living verses, which the choices lead to.
  let names: [VerseName]
  /// What it speaks with, if that can be heard.
  let voice: ShownMedia?
  /// What it plays, if the viewer may hear it.
  let loop: HeardLoop?
  /// Whether the viewer, as staff, may remove it.
  let isRemovable: Bool
  let visit: Visit

  private var verse: Verse { seen.verse }
  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    ShellPage(
      verse.title, visit, mainClass: "song", styles: SongPages.styles,
      modules: (voice == nil ? [] : ["js/player.js"]) + (loop == nil ? [] : ["js/verse-loop.js"])
    ) {
      header(.class("page-head")) {
        h1(.dir("auto")) { verse.title }
        ButtonLink(SongPath.story(verse.story)) { "The story" }
      }
      if let voice { VoiceOfVerse(voice: voice) }
      VerseBody(content: verse.content)
      if let loop { LoopOfVerse(loop: loop) }
      if !verse.content.choices.isEmpty {
        section {
          h2 { "Choices" }
          ol(.class("rows card"), .aria("label", "Choices")) {
            for choice in verse.content.choices { ChoiceRow(choice: choice, names: names) }
          }
        }
      }
      VerseMakers(verse: verse)
      if let viewer = visit.viewer {
        nav(.class("actions"), .aria("label", "This verse")) {
          if mayWrite, seen.isSaved(by: viewer.id) {
            ButtonLink(SongPath.verse(verse.id, .edit), .primary) { "Edit" }
            ButtonLink(SongPath.play(verse.story, from: verse.id)) { "Read from here" }
          }
          if mayWrite, seen.story.savesCanon { ButtonLink(SongPath.newVerse(verse.story, from: verse.id)) { "Add a verse after this" } }
          if mayWrite, !seen.story.savesCanon, verse.status == .canon {
            ButtonLink(SongPath.propose(verse.story, from: verse.id)) { "Propose a branch" }
          }
          if let proposal = verse.proposal, verse.status == .proposed { ButtonLink(SongPath.proposal(proposal)) { "The proposal" } }
          ButtonLink(SongPath.verse(verse.id, .history)) { "History" }
          if mayWrite, isRemovable || seen.isDeleted(by: viewer.id), verse.id != seen.story.story.details.root {
            ButtonLink(SongPath.verse(verse.id, .delete), .quiet) { "Delete" }
          }
          if verse.authors.first?.id != viewer.id { ButtonLink(Site.reportPath("verse", verse.id.description), .quiet) { "Report" } }
        }
      }
    }
  }
}

/// What a verse says.
private struct VerseBody: View {
  let content: VerseContent

  var body: some HTML {
    article(.class("card verse")) {
      if content.body.isEmpty {
        p(.class("soft")) { "Nothing is written here yet." }
      } else {
        div(.class("prose"), .dir("auto")) { RawHTML(content.html) }
      }
      if content.isEnding { p(.class("the-end")) { "The end" } }
    }
  }
}

/// Who wrote a verse, and when last.
private struct VerseMakers: View {
  let verse: Verse

  var body: some HTML {
    p(.class("soft")) {
      "By "
      for (index, author) in verse.authors.enumerated() {
        if index > 0 { ", " }
        a(.href(Site.profilePath(of: author.username)), .dir("auto")) { author.displayName }
      }
      if verse.hasLostAuthors { verse.authors.isEmpty ? "someone who left" : " and someone who left" }
      let moment = Moment(verse.editedAt)
      ", "
      time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
    }
  }
}

/// A choice with what it asks for and does, in words.
struct ChoiceRow: View {
  let choice: Choice
  let names: [VerseName]

  var body: some HTML {
    li {
      p(.dir("auto")) {
        if let target = names.first(where: { $0.id == choice.to }) {
          a(.href(SongPath.verse(target.id))) { choice.label }
        } else {
          choice.label
          span(.class("soft")) { " (leads to a verse that was removed)" }
        }
      }
      if let when = choice.when { p(.class("rule"), .dir("auto")) { "Only if \(when.text(names))" } }
      if !choice.then.isEmpty { p(.class("rule")) { "Then \(EffectText.text(choice.then))" } }
    }
  }
}

extension Condition<VerseID> {
  /// As people write it; a verse that is gone by its number.
  func text(_ names: [VerseName]) -> String {
    text { id in names.first { $0.id == id }.map(\.title.inQuotes) ?? "#\(id)" }
  }
}

/// `/song/verses/{id}` of a verse that is gone.
struct RemovedVersePage: View {
  let seen: SeenVerse
  /// Whether the caller can bring it back.
  let canRestore: Bool
  /// Why it was not brought back.
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("This verse was removed", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) { h1 { "This verse was removed" } }
      FormErrors(error.map(explained))
      div(.class("card notice"), .role("status")) {
        p { "Choices that lead here lead nowhere." }
        if canRestore {
          form(.method(.post), .action(SongPath.verse(seen.verse.id, .restore))) {
            Closable(visit) { Button { "Undo" } }
          }
        }
      }
      ButtonLink(SongPath.story(seen.verse.story)) { "The story" }
    }
  }

  /// This page has no field for the title: it says in one sentence what to do.
  private func explained(_ error: AppError) -> AppError {
    guard error.details["title"] != nil else { return error }
    return AppError(error.code, "Another verse has this title now. Rename that verse, then bring this one back")
  }
}

/// `/song/verses/{id}/history`: all versions.
struct VersionsPage: View {
  let seen: SeenVerse
  let slice: RevisionSlice
  let visit: Visit

  var body: some HTML {
    ShellPage("Versions", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Versions of \(seen.verse.title)" }
        ButtonLink(SongPath.verse(seen.verse.id)) { "The verse" }
      }
      ol(.class("rows card"), .aria("label", "Versions")) {
        for revision in slice.revisions {
          let moment = Moment(revision.createdAt)
          li {
            div {
              p { a(.href(SongPath.version(seen.verse.id, revision.version))) { "Version \(revision.version)" } }
              if !revision.note.isEmpty { p(.class("note"), .dir("auto")) { revision.note } }
            }
            p(.class("soft"), .dir("auto")) {
              "\(revision.author?.displayName ?? "someone who left"), \(revision.words) words, "
              time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
            }
          }
        }
      }
      Pager(newer: nil, older: slice.next.map { SongPath.versions(seen.verse.id, before: $0) })
    }
  }
}

/// `/song/verses/{id}/history/{version}`: one version, compared with the one before.
struct VersionPage: View {
  let seen: SeenVerse
  let revision: VerseRevision
  /// What it spoke with, if the viewer may hear that still.
  let voice: ShownMedia?
  let diff: WordDiff?
  let names: [VerseName]
  let error: AppError?
  let requestID: String
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Version \(revision.version)", visit, mainClass: "song", styles: SongPages.styles, modules: voice == nil ? [] : ["js/player.js"]
    ) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Version \(revision.version) of \(revision.content.title)" }
        ButtonLink(SongPath.verse(seen.verse.id, .history)) { "All versions" }
      }
      FormErrors(error, labels: ["title": "Title", "variables": "Variables", "version": "Version"])
      if let voice { VoiceOfVerse(voice: voice) }
      VerseBody(content: revision.content)
      if !revision.content.choices.isEmpty {
        h2 { "Choices" }
        ol(.class("rows card"), .aria("label", "Choices")) {
          for choice in revision.content.choices { ChoiceRow(choice: choice, names: names) }
        }
      }
      if let diff { DifferenceRegion(diff: diff) }
      if let viewer = visit.viewer, viewer.permissions.contains(.editSong), seen.isSaved(by: viewer.id),
        revision.version != seen.verse.version
      {
        form(.method(.post), .action(SongPath.revert(seen.verse.id))) {
          Closable(visit) {
            input(.type("hidden"), .name("version"), .value("\(revision.version)"))
            input(.type("hidden"), .name("base_version"), .value("\(seen.verse.version)"))
            Button { "Go back to this version" }
          }
        }
      }
    }
  }
}

/// What is different between two texts, by words.
struct DifferenceRegion: View {
  let diff: WordDiff

  var body: some HTML {
    section(.class("card difference"), .aria("label", "What changed"), .role("region"), .tabIndex(0)) {
      h2 { "What changed" }
      if diff.parts.allSatisfy({ $0.kind == .same }) {
        p { "The text is the same." }
      } else {
        p(.class("word-diff"), .dir("auto")) {
          for part in diff.parts {
            switch part.kind {
            case .same: part.text
            case .deleted: del { part.text }
            case .inserted: ins { part.text }
            }
          }
        }
      }
    }
  }
}
