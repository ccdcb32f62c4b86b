import Core
import Design
import HTML
import Relations

/// A work as everybody gets it, with what runs it: the same bytes on every page and over the socket.
struct ScriptCard: View {
  let script: ScriptID
  let number: Int
  let title: String
  let owner: Person
  let runtime: ScriptRuntime
  let alt: String
  let parent: Work?
  /// Of the object that it is the fragment of: `script-7`.
  let anchor: String
  let sequence: Int64
  let order: String

  var body: some HTML {
    article(
      .class("script-card"), .id(anchor), .data("seq", sequence), .data("order", order), .data("author", owner.id.rawValue),
      .aria("label", title)
    ) {
      header {
        h2(.dir("auto")) { a(.href(CodegroundPath.script(script))) { title } }
        p(.class("by")) {
          span(.class("badge plain")) { runtime.label }
          a(.href(Site.profilePath(of: owner.username)), .dir("auto")) { owner.displayName }
        }
        if let parent { ForkedFrom(work: parent) }
      }
      div(.class("stage"), .data("stage"))
      if !alt.isEmpty { p(.class("alt"), .dir("auto")) { alt } }
      div(.class("actions")) {
        if runtime == .html {
          a(.class("button primary"), .href(CodegroundPath.revision(script, number))) { "Open to run" }
        } else {
          RunButton("Run", script: script, number: number, title: title, runtime: runtime)
        }
        a(.class("button"), .href(CodegroundPath.revision(script, number))) { "Source" }
        form(.method(.post), .action(CodegroundPath.part(script, .fork))) {
          input(.type("hidden"), .name("number"), .value(number))
          Button { "Fork" }
        }
      }
    }
  }
}

/// A button that a script shows where it can run.
struct RunButton: View {
  private let label: String
  private let script: ScriptID
  private let number: Int
  private let title: String
  private let runtime: ScriptRuntime

  init(_ label: String, script: ScriptID, number: Int, title: String, runtime: ScriptRuntime) {
    self.label = label
    self.script = script
    self.number = number
    self.title = title
    self.runtime = runtime
  }

  var body: some HTML {
    button(
      .class("button primary"), .type("button"), .hidden, .data("run", CodegroundPath.run(script, number)), .data("title", title),
      .data("script", script.rawValue), .data("number", number), .data("runtime", runtime.rawValue)
    ) { label }
  }
}

/// Where a work comes from.
struct ForkedFrom: View {
  let work: Work

  var body: some HTML {
    p(.class("forked")) {
      if let known = work.known {
        a(.href(CodegroundPath.revision(known.script, known.number)), .dir("auto")) { "Forked from \(known.title)" }
      } else {
        "Forked from a removed work"
      }
    }
  }
}

/// What stands in the place of a work that is gone.
struct RemovedWork: View {
  let anchor: String
  let sequence: Int64
  let order: String

  var body: some HTML {
    article(
      .class("script-card gone"), .id(anchor), .data("seq", sequence), .data("order", order), .aria("label", "A removed work")
    ) {
      p { "A removed work" }
    }
  }
}

extension Script {
  var card: ScriptCard? {
    newest.map { number in
      ScriptCard(
        script: id, number: number, title: title, owner: owner, runtime: runtime, alt: alt, parent: lineage.parent, anchor: "script-\(id)",
        sequence: sequence, order: "")
    }
  }

  /// Nil as long as nothing is published.
  var fragment: [UInt8]? { card?.rendered() }
}

extension Revision {
  var card: ScriptCard {
    ScriptCard(
      script: script, number: number, title: title, owner: owner, runtime: runtime, alt: alt, parent: lineage.parent,
      anchor: "revision-\(number)", sequence: sequence, order: PlaceObject.newestFirst(Int64(number)))
  }

  var fragment: [UInt8] { card.rendered() }

  var tombstone: [UInt8] {
    RemovedWork(anchor: "revision-\(number)", sequence: sequence, order: PlaceObject.newestFirst(Int64(number))).rendered()
  }
}
