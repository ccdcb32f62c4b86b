import Core
import Design
import HTML

/// The way from a key to a file. Without a script it is one form, then one link; with one, a step at a time.
struct ReleasePanel: View {
  let page: DashboardPage

  var body: some HTML {
    section(
      .class("card"), .id("release"), .aria("labelledby", "release-heading"),
      .data("downloaded", page.standing.lastDownloadAt?.iso8601 ?? "")
    ) {
      h2(.id("release-heading"), .tabIndex(-1)) { "The release" }
      if let file = page.file {
        FileFactsList(file: file)
      } else if page.isOffered {
        p(.class("notice")) { "The file cannot be reached right now. Keys stay good; come back in a while." }
      } else {
        p(.class("notice")) { "There is no file here yet. Keys stay good until there is one." }
      }
      if let moment = page.standing.lastDownloadAt {
        p(.class("soft")) {
          "Your last download began "
          LocalMoment(moment: moment)
          ". One that breaks can be continued by your browser for half an hour."
        }
      }
      if let problem = page.problem { FormErrors(problem) }
      if let ticket = page.ticket {
        ReadyLink(ticket: ticket)
      } else {
        if page.standing.hasWaitingKey { WaitingKey() }
        ScriptedSteps(hasWaitingKey: page.standing.hasWaitingKey)
        RedemptionFields(state: page.redemption)
      }
    }
  }
}

private struct FileFactsList: View {
  let file: ReleaseFile

  var body: some HTML {
    dl(.class("facts")) {
      dt { "File" }
      dd(.class("data"), .dir("auto")) { file.name }
      if let size = file.shownSize {
        dt { "Size" }
        dd(.class("data")) { size }
      }
      dt { "SHA-256" }
      dd(.class("data")) { file.digest ?? file.withoutDigest }
    }
  }
}

/// A link that has just been made, for those without a script.
private struct ReadyLink: View {
  let ticket: DownloadTicket

  var body: some HTML {
    div(.class("step ready")) {
      h3 { "Your download is ready" }
      p { "This link works once, and within \(ticket.expiresIn) seconds. Should they pass, get a new one; your key stays good." }
      div(.class("actions")) {
        a(.class("button primary"), .href(DownloadPath.file(ticket.token)), .rel("nofollow noreferrer"), .autofocus) { "Download" }
        form(.method(.post), .action(DownloadPath.link)) { Button { "Get a new link" } }
      }
    }
  }
}

private struct WaitingKey: View {
  var body: some HTML {
    div(.class("step"), .data("part", "waiting")) {
      p { "You have redeemed a key whose download has not begun. It is still good." }
      form(.method(.post), .action(DownloadPath.link), .data("form", "renew")) { Button(.primary) { "Get your link" } }
    }
  }
}

/// What only a script shows: where it begins, the wait, and the end.
private struct ScriptedSteps: View {
  let hasWaitingKey: Bool

  var body: some HTML {
    div(.class("step"), .data("part", "idle"), .hidden) {
      if !hasWaitingKey { p { "Got a key? It gives you one download." } }
      div(.class("actions")) {
        button(.class(hasWaitingKey ? "button quiet" : "button primary"), .type("button"), .data("action", "begin")) {
          hasWaitingKey ? "Use another key" : "I have a key"
        }
      }
    }
    div(.class("step"), .data("part", "preparing"), .hidden) {
      h3(.tabIndex(-1)) { "Preparing your download" }
      p(.class("state"), .role("status"))
      p(.class("countdown"), .role("timer"), .aria("label", "Life of the link"), .aria("live", "off"))
      div(.class("actions")) {
        button(.class("button primary"), .type("button"), .data("action", "start")) { "Start the download" }
        button(.class("button"), .type("button"), .data("action", "renew")) { "Get a new link" }
      }
    }
    div(.class("step"), .data("part", "done"), .hidden) {
      h3(.tabIndex(-1)) { "On its way to you" }
      p { "When it is there, compare its size and SHA-256 with those above. If it breaks, let your browser continue it." }
      div(.class("actions")) {
        button(.class("button"), .type("button"), .data("action", "renew")) { "Get a new link" }
        button(.class("button quiet"), .type("button"), .data("action", "begin")) { "Use another key" }
      }
    }
    div(.class("errors"), .id("release-wrong"), .role("alert"), .hidden)
  }
}

extension ReleaseFile {
  /// What stands where the digest will be.
  fileprivate var withoutDigest: String {
    isDigestComing ? "being computed; look again in a moment" : "known once somebody has downloaded all of it"
  }
}
