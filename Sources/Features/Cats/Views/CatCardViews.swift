import Core
import Design
import HTML

/// A cat in the list: the same for all who look on.
struct CatCard: View {
  let kept: KeptCat
  let clock: DayClock

  var bytes: [UInt8] { rendered() }

  var body: some HTML {
    let (cat, mood) = (kept.cat, kept.mood(at: kept.shownAt, clock))
    li(.class("cat-card"), .id("cat-\(cat.name)"), .data("seq", kept.sequence), .data("order", cat.order)) {
      CatFace(mood: mood, side: 128)
      div {
        h2 { a(.href(CatPath.cat(cat))) { cat.title } }
        p(.class("cat-mood")) {
          b { mood.label.name }
          if !kept.isAwake { span(.class("soft")) { " asleep" } }
        }
        p(.class("soft")) { cat.nature.faction.name }
        p(.class("cat-reason")) { kept.reason ?? "\(cat.title) is at rest." }
      }
    }
  }
}

/// The face of a mood, named in words.
struct CatFace: View {
  let mood: ShownMood
  let side: Int

  var body: some HTML {
    img(.src(CatPath.face(mood.cat, mood.label)), .alt(mood.face.title), .width(side), .height(side))
  }
}

/// `/cats`.
struct CatsPage: View {
  let list: CatList
  let visit: Visit

  var body: some HTML {
    ShellPage("Cats", visit, styles: ["css/cats.css"], modules: ["js/cats.js"]) {
      header(.class("page-head")) {
        div {
          h1 { "Cats" }
          p { "Twelve cats live here. What happens on this server moves them, and each can say why." }
        }
        ButtonLink(CatPath.settings) { "Cats and you" }
      }
      ul(
        .class("cats"), .aria("label", "Cats"), .data("objects", "cat"), .data("place", "cats"), .data("epoch", list.head.epoch),
        .data("seq", list.head.sequence)
      ) {
        for kept in list.cats { CatCard(kept: kept, clock: list.clock) }
      }
    }
  }
}
