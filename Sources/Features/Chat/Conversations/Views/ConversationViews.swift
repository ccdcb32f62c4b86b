import Core
import Design
import HTML
import Relations

/// A conversation in the list, as one of its members sees it.
struct ConversationRow: View {
  let conversation: Conversation

  var body: some HTML {
    li(
      .class("conversation"), .class("has-unread", when: conversation.unread > 0), .id("conversation-\(conversation.id)"),
      .data("newest", conversation.newest?.id.rawValue ?? 0)
    ) {
      a(
        .href(ChatPath.room(conversation.room)), .dir("auto"),
        .when(conversation.unread > 0, .aria("label", "\(conversation.title), \(count) unread"))
      ) { conversation.title }
      if conversation.unread > 0 { span(.class("badge acid"), .aria("hidden", "true")) { count } }
      if conversation.isMuted { Badge("muted", .plain) }
      if let newest = conversation.newest {
        let moment = Moment(newest.at)
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
      }
      p(.class("preview"), .dir("auto")) { conversation.preview ?? "" }
    }
  }

  private var count: String { conversation.unread > 99 ? "99+" : String(conversation.unread) }
}

extension Conversation {
  /// The fragment's bytes, for events and lists.
  var fragment: [UInt8] { ConversationRow(conversation: self).rendered() }
}

/// `/messages`.
struct ConversationsPageView: View {
  let list: ConversationList
  let isFirst: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage("Messages", visit, styles: ["css/messages.css"], modules: isFirst ? ["js/conversations.js"] : []) {
      header(.class("page-head")) {
        h1 { "Messages" }
        div(.class("actions")) { ButtonLink(ChatPath.newConversation, .primary) { "New message" } }
      }
      nav(.aria("label", "Conversations")) {
        ul(.class("rows card conversations"), .id("conversations")) {
          for conversation in list.conversations { ConversationRow(conversation: conversation) }
        }
      }
      div(.class("nothing")) {
        if isFirst {
          EmptyState("No messages yet", "Write to somebody, and it stands here.") {}
        } else {
          EmptyState("Nothing older", "The list ends here.") { ButtonLink(ChatPath.conversations) { "To the newest" } }
        }
      }
      if let next = list.next { Pager(newer: nil, older: ChatPath.conversations(before: next)) }
      PrivacySentence()
    }
  }
}

/// `/messages/new`.
struct NewConversationView: View {
  let usernames: String
  let problem: String?
  let requestID: String
  let visit: Visit

  var body: some HTML {
    ShellPage("New message", visit, styles: ["css/messages.css"], modules: ["js/to-field.js"]) {
      header(.class("page-head")) {
        h1 { "New message" }
        ButtonLink(ChatPath.conversations) { "All messages" }
      }
      section(.class("card narrow")) {
        form(.class("form"), .method(.post), .action(ChatPath.conversations)) {
          input(.type("hidden"), .name("request_id"), .value(requestID))
          Field(
            "To", name: "usernames", value: usernames, help: "Usernames, with commas between them. Up to seven people.", error: problem,
            limit: 200, completion: "off", takesFocus: true)
          div(.class("actions")) { Button(.primary) { "Open" } }
        }
      }
      PrivacySentence()
    }
  }
}

/// What every page of conversations says.
struct PrivacySentence: View {
  var body: some HTML {
    p(.class("privacy soft")) {
      a(.href(ChatPath.privacy)) { "Encrypted on disk, not end to end." }
    }
  }
}

/// `/messages/privacy`.
struct ConversationPrivacyView: View {
  let visit: Visit

  var body: some HTML {
    ShellPage("Who can read messages", visit) {
      header(.class("page-head")) { h1 { "Who can read messages" } }
      section(.class("card prose narrow")) {
        p { "The text of conversations is stored encrypted. A stolen disk, backup or database does not show it." }
        p { "It is not encrypted end to end. The server reads the text while it delivers it." }
        p { "The people who run this server see who talks with whom, when, and how much. With the server’s key they can read everything." }
        p { "Moderators and administrators see nothing of it in NeoSpace. If you report a message, they see the messages that you choose." }
        p { "Pictures and sounds are served to the members of the conversation only. They are not encrypted on disk." }
        p { "You can clear a conversation for yourself. The others keep it." }
      }
      p { ButtonLink(ChatPath.conversations) { "Back to messages" } }
    }
  }
}

/// The head of a conversation's page.
struct ConversationHead: View {
  let conversation: Conversation
  let asset: AssetPath

  var body: some HTML {
    header(.class("room-head")) {
      h1(.dir("auto")) { conversation.title }
      div(.class("topic")) { PrivacySentence() }
      button(
        .class("button quiet people-button"), .type("button"), .hidden, .data("toggles", "people"), .aria("controls", "people"),
        .aria("expanded", false), .aria("label", "Who is here")
      ) {
        IconView(.people, asset)
        span(.data("online-count"))
      }
      details(.class("dropdown")) {
        summary(.aria("label", "Conversation")) { IconView(.more, asset) }
        div(.class("menu")) {
          p(.class("who"), .dir("auto")) { conversation.members.map { "@\($0.username)" }.joined(separator: " ") }
          JumpToDate(room: conversation.room)
          form(.method(.post), .action(ChatPath.act(conversation.isMuted ? .unmute : .mute, in: conversation.room))) {
            button(.type("submit")) { conversation.isMuted ? "Unmute" : "Mute" }
          }
          a(.href(ChatPath.search(in: conversation.room))) { "Search…" }
          a(.href(ChatPath.ask(.clear, in: conversation.room))) { "Clear for me…" }
          if conversation.isLeavable { a(.href(ChatPath.ask(.leave, in: conversation.room))) { "Leave…" } }
        }
      }
    }
  }
}

/// Asks before something that cannot be undone.
struct ConversationQuestionView: View {
  let conversation: Conversation
  let action: ChatPath.ConversationAction
  let visit: Visit

  var body: some HTML {
    ShellPage(heading, visit) {
      header(.class("page-head")) { h1 { heading } }
      section(.class("card narrow")) {
        p { "With \(conversation.title)." }
        p { words }
        div(.class("actions")) {
          form(.method(.post), .action(ChatPath.act(action, in: conversation.room))) { Button(.danger) { button } }
          ButtonLink(ChatPath.room(conversation.room)) { "Cancel" }
        }
      }
    }
  }

  private var heading: String { action == .leave ? "Leave this conversation?" : "Clear this conversation?" }
  private var button: String { action == .leave ? "Leave" : "Clear for me" }
  private var words: String {
    action == .leave
      ? "You will not see it again, and nobody can let you back in. The others go on."
      : "Everything up to now is gone for you. The others keep it and notice nothing. It cannot be undone."
  }
}

/// Who has read the member's newest message.
struct ReadBy: View {
  let page: RoomPage
  let conversation: Conversation

  var body: some HTML {
    p(.class("read-by soft"), .id("read-by"), .dir("auto"), .hidden(names.isEmpty)) { names.isEmpty ? "" : "Read by \(names)" }
  }

  private var names: String {
    guard page.isNewest, let own = page.messages.last(where: { $0.author.id == page.viewer.id && !$0.isDeleted }) else { return "" }
    let readers = Set(conversation.reads.filter { $0.upTo >= own.id }.map(\.user))
    return conversation.others.filter { readers.contains($0.id) }.map(\.displayName).joined(separator: ", ")
  }
}
