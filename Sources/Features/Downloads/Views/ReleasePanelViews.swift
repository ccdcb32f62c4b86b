import Core
import Design
import HTML

/// The steps from a key to the file. With the script they are shown one at a time. Without it there is one form, and then one link.
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
        p(.class("notice")) { "The file cannot be reached right now. Your keys stay valid. Try again in a few minutes." }
      } else {
        p(.class("notice")) { "There is no file yet. Your keys stay valid." }
      }
      if let moment = page.standing.lastDownloadAt {
        p(.class("soft")) {
          "Your last download began "
          LocalMoment(moment)
          ". If it breaks off, your browser can continue it for half an hour."
        }
      }
      if let problem = page.problem { FormErrors(problem) }
      if let ticket = page.ticket {
        ReadyLink(ticket: ticket)
      } else {
        if page.standing.hasWaitingKey { WaitingKey() }
        if page.hasAgreed {
          ScriptedSteps(hasWaitingKey: page.standing.hasWaitingKey)
          RedemptionFields(state: page.redemption)
        } else {
          TermsFirst()
        }
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

/// The link to the file, on the page that answers the form. Only used without JavaScript.
private struct ReadyLink: View {
  let ticket: DownloadTicket

  var body: some HTML {
    div(.class("step ready")) {
      h3 { "Your download is ready" }
      p { "This link works once and expires after \(ticket.expiresIn) seconds. If it has expired, get a new one. Your key stays valid." }
      div(.class("actions")) {
        a(.class("button primary"), .href(DownloadPath.file(ticket.token)), .rel("nofollow noreferrer"), .autofocus) { "Download" }
        form(.method(.post), .action(DownloadPath.link)) { Button { "Get a new link" } }
      }
    }
  }
}

/// What a member sees instead of the form for a key before agreeing to the terms.
private struct TermsFirst: View {
  var body: some HTML {
    div(.class("form")) {
      // Disabled: it shows what comes after the terms, and the server takes no key before.
      Field("Key", name: "key_value", help: "Agree to the terms to use a key.", isDisabled: true)
      // The script opens the dialog. Without it, the page is loaded again with the terms on it.
      div(.class("actions")) { a(.class("button"), .href(DownloadPath.dashboard), .data("opens", "terms")) { "Read the terms" } }
    }
  }
}

private struct WaitingKey: View {
  var body: some HTML {
    div(.class("step"), .data("part", "waiting")) {
      p { "You have redeemed a key, but the download has not begun. The key is still valid." }
      form(.method(.post), .action(DownloadPath.link), .data("form", "renew")) { Button(.primary) { "Get your link" } }
    }
  }
}

/// The steps that only the script shows: the beginning, the countdown and the end.
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
      p { "When it is complete, compare its size and SHA-256 with those above. If it breaks off, let your browser continue it." }
      div(.class("actions")) {
        button(.class("button"), .type("button"), .data("action", "renew")) { "Get a new link" }
        button(.class("button quiet"), .type("button"), .data("action", "begin")) { "Use another key" }
      }
    }
    div(.class("errors"), .id("release-wrong"), .role("alert"), .hidden)
  }
}

extension ReleaseFile {
  /// What the page says while the digest is unknown.
  fileprivate var withoutDigest: String {
    isDigestComing ? "being computed, look again in a moment" : "known after the first complete download"
  }
}
