import Core
import Design
import HTML
import Relations

/// `/@{username}/top8`: the people somebody shows first.
struct TopEightPage: View {
  let list: TopEight
  let visit: Visit

  var body: some HTML {
    let heading = "Top 8 of \(list.owner.displayName)"
    ShellPage(heading, visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      header(.class("page-head")) {
        h1(.dir("auto")) { heading }
        ButtonLink(Site.profilePath(of: list.owner.username)) { "To the wall" }
        if visit.viewer?.id == list.owner.id { ButtonLink(PeoplePath.topEight, .primary) { "Change it" } }
      }
      ol(.class("rows card people"), .aria("label", "Top 8")) {
        for person in list.people {
          li {
            Avatar(person.id, name: person.displayName, color: person.color)
            div { a(.href(Site.profilePath(of: person.username)), .dir("auto")) { person.displayName } }
          }
        }
      }
    }
  }
}

/// `/follows/top8`: the member's own eight places.
struct TopEightFormPage: View {
  /// What stands in each of the eight fields.
  let places: [String]
  let followed: [Person]
  let problem: AppError?
  let isSaved: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage("Top 8", visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"], modules: ["js/top-eight.js"]) {
      header(.class("page-head")) { h1 { "Top 8" } }
      FormErrors(problem?.details["usernames"].map { "The list \($0)" } ?? problem?.message)
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      form(.class("card form"), .id("top8"), .method(.post), .action(PeoplePath.topEight)) {
        p(.class("help")) { "The people your wall shows first. Choose from those you follow; an empty place stays free." }
        datalist(.id("followed")) {
          for person in followed { option(.value(person.username)) { person.displayName } }
        }
        ol(.class("places")) {
          for number in 1...TopEight.most {
            li {
              label(.htmlFor("place-\(number)")) { "Place \(number)" }
              input(
                .class("input"), .id("place-\(number)"), .name("place"), .type("text"), .list("followed"), .autocomplete("off"),
                .value(number <= places.count ? places[number - 1] : ""), .when(problem != nil, .aria("invalid", true)))
            }
          }
        }
        Button(.primary) { "Save" }
      }
    }
  }
}
