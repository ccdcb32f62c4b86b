import Core
import Design
import HTML
import Media

/// One message with what its viewer may do to it, each a plain form.
struct MessagePageView: HTML {
  let page: MessagePage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    let message = page.message
    ShellPage(
      "Message in \(page.title)", visit, sections: [page.own.section(current: page.room.kind == .direct ? nil : page.room.name)],
      styles: ["css/chat.css"],
      modules: ["js/past.js"]
    ) {
      header(.class("page-head")) {
        h1(.when(page.room.kind == .direct, .dir("auto"))) { "Message in \(page.title)" }
        ButtonLink(ChatPath.room(page.room.name)) { page.room.kind == .direct ? "Back to the conversation" : "Back to the room" }
      }
      FormErrors(page.problem)
      MessageFragment(message: message)
      if !page.absent.isEmpty { AbsentPeople(page: page) }
      if page.mayReact { ReactForm(message: message) }
      if page.mayReply {
        p { ButtonLink(ChatPath.reply(to: message.id, in: page.room.name)) { "Reply" } }
      }
      if page.mayReport {
        p {
          a(
            .class("button"), .href(Site.reportPath(page.room.kind == .direct ? "dm" : "message", message.id.description)), .data("report")
          ) { "Report" }
          for (index, shown) in message.media.enumerated() {
            " "
            a(.class("button quiet"), .href(Site.reportPath("media", shown.file.id.description)), .data("report")) {
              "Report \(shown.file.kind == .image ? "picture" : "sound") \(index + 1)"
            }
          }
        }
      }
      if page.mayEdit {
        Card("Edit") {
          form(.class("form"), .method(.post), .action(ChatPath.message(message.id, in: page.room.name))) {
            Field(
              "Your message", name: "content", .lines(5), value: page.draft ?? message.text?.content ?? "",
              limit: .characters(MessageText.lengths.upperBound), isOptional: !message.media.isEmpty)
            div(.class("actions")) { Button(.primary) { "Save" } }
          }
        }
      }
      if page.mayDelete {
        Card("Delete") {
          p { DeleteWords.text }
          form(.method(.post), .action(ChatPath.delete(message.id, in: page.room.name))) { Button(.danger) { "Delete for good" } }
        }
      }
    }
    .render(into: &buffer)
  }
}

/// Places an emoji, or removes it if the member had placed it.
private struct ReactForm: View {
  let message: Message

  var body: some HTML {
    Card("React") {
      form(.class("form"), .method(.post), .action(ChatPath.reactions(message.id, in: message.room))) {
        EmojiButtons()
      }
      form(.class("form"), .method(.post), .action(ChatPath.reactions(message.id, in: message.room))) {
        Field("Another emoji", name: "emoji", limit: .characters(Emoji.longest))
        div(.class("actions")) { Button { "React" } }
      }
    }
  }
}

/// The emoji within reach.
struct EmojiButtons: View {
  private static let all: [(emoji: String, name: String)] = [
    ("👍", "thumbs up"), ("❤️", "heart"), ("😂", "tears of joy"), ("🎉", "party"), ("😮", "surprise"), ("😢", "tear"), ("🔥", "fire"),
    ("👀", "eyes"), ("🙏", "thanks"), ("💯", "hundred"), ("🚀", "rocket"), ("✅", "check"), ("🤔", "thinking"), ("🐈", "cat"),
    ("☕", "coffee"), ("🎵", "music"), ("🌱", "seedling"), ("👋", "wave"),
  ]

  var body: some HTML {
    div(.class("emoji-picker")) {
      for choice in Self.all {
        button(.type("submit"), .name("emoji"), .value(choice.emoji), .aria("label", choice.name), .title(choice.name)) { choice.emoji }
      }
    }
  }
}

struct EmojiDialog: View {
  let asset: AssetPath

  var body: some HTML {
    dialog(.class("dialog"), .id("emoji"), .aria("labelledby", "emoji-heading"), .data("source", asset("art/emoji.json"))) {
      div(.class("dialog-head")) {
        h2(.id("emoji-heading")) { "Emoji" }
        IconButton("Close", .close, action: "close-dialog", asset)
      }
      div(.class("dialog-body")) {
        form(.method(.dialog)) {
          EmojiButtons()
          div(.class("field")) {
            label(.htmlFor("find-emoji")) { "Find an emoji" }
            input(.class("input"), .id("find-emoji"), .name("find"), .type("search"), .autocomplete("off"))
          }
          div(.class("all-emoji"), .role("region"), .aria("label", "All emoji"), .tabIndex(0))
        }
        form(.method(.dialog), .class("field")) {
          label(.htmlFor("any-emoji")) { "Any other" }
          div(.class("with-button")) {
            input(.class("input"), .id("any-emoji"), .name("other"), .type("text"), .data("limit", Emoji.longest), .autocomplete("off"))
            button(.class("button"), .type("submit")) { "Place" }
          }
        }
      }
    }
  }
}

struct DeleteDialog: View {
  let asset: AssetPath

  var body: some HTML {
    Dialog(id: "delete-message", "Delete for good?", asset) {
      p { DeleteWords.text }
      form(.id("delete-form"), .method(.dialog), .class("actions")) {
        Button(.danger) { "Delete" }
        button(.class("button"), .type("button"), .data("action", "close-dialog")) { "Keep it" }
      }
    }
  }
}

enum DeleteWords {
  static let text = "Its text is removed for everybody and cannot be brought back. A note that something stood here remains."
}
