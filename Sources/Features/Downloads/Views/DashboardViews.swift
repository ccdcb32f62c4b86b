import Core
import Design
import HTML

/// `/dashboard`: a member and the release.
struct DashboardView: HTML {
  let page: DashboardPage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Releases", visit, mainClass: "release", styles: ["css/release.css"], modules: ["js/release.js"]) {
      ProfileHeader(page: page, visit: visit)
      if !page.hasAgreed { TermsDialog(page: page) }
      ReleasePanel(page: page)
      ReviewSection(page: page)
    }
    .render(into: &buffer)
  }
}

private struct ProfileHeader: View {
  let page: DashboardPage
  let visit: Visit

  var body: some HTML {
    let member = page.dashboard.member
    header(.class("card member")) {
      Avatar(member.id, name: member.displayName, color: member.color, size: .large)
      div(.class("who")) {
        h1(.dir("auto")) { member.displayName }
        ul(.class("data")) {
          li { "@\(member.username)" }
          li { member.email }
          if let github = page.dashboard.githubID { li(.dir("auto")) { "github: \(github)" } }
        }
        div(.data("objects", "release")) { ReleaseBadge(standing: page.standing) }
      }
      if member.permissions.contains(.admin) { ButtonLink(DownloadPath.keys) { "Keys" } }
    }
  }
}

/// How far the member has come. The page and the socket carry the same bytes.
struct ReleaseBadge: View {
  let standing: ReleaseStanding

  var body: some HTML {
    p(.id("release-\(ReleaseStanding.id)"), .data("seq", standing.sequence), .data("order", "")) {
      if standing.hasDownloaded {
        Badge("Downloaded", .acid)
      } else if standing.hasWaitingKey {
        Badge("Key redeemed")
      } else {
        Badge("Not downloaded yet", .plain)
      }
    }
  }
}

extension ReleaseStanding {
  /// Rendered once for all sockets.
  var badge: [UInt8] { ReleaseBadge(standing: self).rendered() }
}

/// The terms, for a member who has not agreed to them. Without JavaScript they are a part of the page, above the panel. The script makes
/// them a modal dialog, which it opens by itself if there is a release.
private struct TermsDialog: View {
  let page: DashboardPage

  var body: some HTML {
    dialog(
      .class("dialog terms"), .id("terms"), .open, .when(page.isOffered, .data("opens-itself")), .aria("labelledby", "terms-heading")
    ) {
      div(.class("dialog-head")) { h2(.id("terms-heading")) { "The terms" } }
      div(.class("dialog-body")) {
        div(.class("terms-text prose"), .role("region"), .aria("label", "The terms, in full"), .tabIndex(0)) { RawHTML(page.terms.html) }
        div(.class("actions apart")) {
          form(.method(.post), .action(DownloadPath.terms)) { Button(.primary) { "Agree" } }
          // The browser itself closes the dialog, so this works without JavaScript too.
          form(.method(.dialog)) { Button { "Not now" } }
        }
      }
    }
  }
}

private struct ReviewSection: View {
  let page: DashboardPage

  private static let labels: KeyValuePairs = ["project_link": "Your project", "review_text": "Your words"]

  var body: some HTML {
    section(.class("card"), .id("review"), .hidden(!page.standing.hasDownloaded)) {
      if page.standing.hasDownloaded {
        h2 { page.standing.review == nil ? "Say what you think" : "Your review" }
        if let review = page.standing.review {
          p(.class("soft")) {
            "It stands since "
            LocalMoment(review.submittedAt)
            ". Change it whenever you like."
          }
        }
        FormErrors(nil, details: page.review.problems, labels: Self.labels)
        form(.class("form"), .method(.post), .action(DownloadPath.review)) {
          Field(
            "Your project", name: "project_link", value: page.review.projectLink, help: "Where we can see what you made: https://…",
            error: page.review.problems["project_link"], limit: .characters(ProjectLink.maximumLength), completion: "url")
          Field(
            "Your words", name: "review_text", .lines(5), value: page.review.text, help: "10 to 2,000 characters.",
            error: page.review.problems["review_text"], limit: .characters(ReviewDraft.textLengths.upperBound))
          div(.class("actions")) { Button(.primary) { page.standing.review == nil ? "Send" : "Save" } }
        }
      }
    }
  }
}
