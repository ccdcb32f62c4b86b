import Core
import Design
import HTML

/// A message. All viewers get the same bytes, on the page and over the socket. A stylesheet marks the viewer's own messages.
struct MessageFragment: View {
  let message: Message

  var body: some HTML {
    let author = message.author
    article(
      .class("message m\(author.color)"), .class("deleted", when: message.isDeleted), .id(ChatPath.anchor(message.id)),
      .data("id", message.id.rawValue), .data("seq", message.seq), .data("author", author.id.rawValue)
    ) {
      // The name beside it leads there too.
      a(.class("face"), .href(Site.profilePath(of: author.username)), .tabIndex(-1), .aria("hidden", "true")) {
        Avatar(author.id, name: author.displayName, color: author.color, picture: author.picture)
      }
      div(.class("sheet")) {
        MessageHead(message: message)
        if let text = message.text {
          if let reply = message.reply {
            p(.class("in-reply")) {
              a(.href(ChatPath.message(reply.id, in: message.room)), .data("reply", reply.id.rawValue)) { "↳ to \(reply.username)" }
            }
          }
          if !text.content.isEmpty { MessageWords(text: text) }
          if !message.media.isEmpty { MessageMediaGallery(media: message.media) }
        } else {
          p(.class("gone")) { message.isUnreadable ? "This message cannot be read" : "Message deleted" }
        }
        if !message.reactions.isEmpty { Reactions(message: message) }
      }
    }
  }
}

/// The text. A long one is folded by the stylesheet until its reader asks for all of it.
private struct MessageWords: View {
  /// Lines that a folded message shows.
  private static let shownLines = 30
  private static let lineWidth = 80
  /// So many emoji alone are shown large.
  private static let mostEmoji = 3

  let text: Message.Text

  var body: some HTML {
    div(.class("prose"), .class("large", when: isFewEmoji), .dir("auto")) { RawHTML(text.html) }
    if isLong {
      label(.class("unfold")) {
        input(.type("checkbox"), .name("unfolded"))
        "Show all"
      }
    }
  }

  /// One to three emoji and nothing else. A longer text is not looked at: it is a stranger's.
  private var isFewEmoji: Bool {
    guard text.content.utf8.count <= Self.mostEmoji * Emoji.longest * 4 else { return false }
    var symbols = 0
    for symbol in text.content where !symbol.isWhitespace {
      symbols += 1
      // Most texts end here, at their first letter.
      guard symbols <= Self.mostEmoji, Emoji(String(symbol)) != nil else { return false }
    }
    return symbols > 0
  }

  /// Counts bytes: the text is a stranger's, and a guess is good enough.
  private var isLong: Bool {
    let lines = text.content.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.reduce(0) { $0 + 1 + $1.count / Self.lineWidth } > Self.shownLines
  }
}

private struct MessageHead: View {
  let message: Message

  var body: some HTML {
    let moment = Moment(message.createdAt)
    header(.class("message-head")) {
      a(.class("author"), .href(Site.profilePath(of: message.author.username)), .dir("auto")) { message.author.displayName }
      span(.class("handle")) { "@\(message.author.username)" }
      if message.author.isStaff { span(.class("staff")) { "staff" } }
      if message.isDeleted {
        time(.datetime(moment.iso8601)) { moment.time }
      } else {
        a(.class("permalink"), .href(ChatPath.link(to: message.id, in: message.room))) { time(.datetime(moment.iso8601)) { moment.time } }
      }
      if message.isEdited, !message.isDeleted { span(.class("edited")) { "edited" } }
      if !message.isDeleted {
        a(
          .class("actions-link"), .href(ChatPath.message(message.id, in: message.room)), .aria("label", "Actions on this message"),
          .title("Actions")
        ) { "⋯" }
      }
    }
  }
}

/// The reactions with the names of those who placed them, in order of first use. Pressing one places or removes the member's own.
private struct Reactions: View {
  /// Names shown on the reaction itself.
  private static let shown = 2
  /// Names in its title. A thousand of them would travel to a thousand people a thousand times.
  private static let listed = 30

  let message: Message

  var body: some HTML {
    form(.class("reactions"), .method(.post), .action(ChatPath.reactions(message.id, in: message.room))) {
      for reaction in message.reactions {
        let names = Self.names(reaction, Self.listed) { " and \($0) more" }
        button(
          .class("reaction"), .name("emoji"), .value(reaction.emoji), .title(names), .aria("label", "\(reaction.emoji) by \(names)"),
          .data("people", reaction.people.map { String($0.id.rawValue) }.joined(separator: " "))
        ) {
          reaction.emoji
          span { Self.names(reaction, Self.shown) { " +\($0)" } }
        }
      }
    }
  }

  private static func names(_ reaction: Message.Reaction, _ count: Int, others: (Int) -> String) -> String {
    let names = reaction.people.prefix(count).map(\.username).joined(separator: ", ")
    let rest = reaction.people.count - count
    return rest > 0 ? names + others(rest) : names
  }
}

extension Message {
  /// The fragment's bytes, for events and backfill.
  var fragment: [UInt8] { MessageFragment(message: self).rendered() }
}
