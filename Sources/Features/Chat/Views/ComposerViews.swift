import Core
import Design
import HTML
import Media

/// Where one writes. A plain form; the script sends the same over the socket.
struct Composer: View {
  let page: RoomPage
  let requestID: String
  let visit: Visit
  private var asset: AssetPath { visit.site.asset }
  /// Older pages have a form without the script of rooms.
  private var mayAttach: Bool { page.isNewest && page.viewer.permissions.contains(.uploadMedia) && !visit.isOff(.media) }

  var body: some HTML {
    div(.class("composer")) {
      p(.class("typing"), .id("typing"), .aria("live", "off"))
      FormErrors(page.problem)
      if page.mayPost {
        form(
          .id("composer"), .method(.post), .action(ChatPath.room(page.room.name)), .enctype("multipart/form-data"),
          .data("room", page.room.name.rawValue)
        ) {
          input(.type("hidden"), .name("request_id"), .value(requestID))
          Closable(visit) {
            div(.class("box")) {
              ComposerContext(replyTo: page.replyTo, room: page.room.name, asset: asset)
              if mayAttach { AttachmentList() }
              div(.class("row")) {
                if mayAttach { AttachButtons(asset: asset) }
                label(.class("unseen"), .htmlFor("content")) { page.conversation == nil ? "Message to #\(page.room.name)" : "Message" }
                textarea(
                  .id("content"), .name("content"), .rows(1), .dir("auto"), .data("limit", MessageText.lengths.upperBound),
                  .placeholder("Message \(page.title)"), .autocomplete("off"), .enterkeyhint("send")
                ) { page.draft }
                button(
                  .class("button quiet tool"), .id("pick-emoji"), .type("button"), .aria("label", "Emoji"), .title("Emoji"), .hidden(true)
                ) {
                  IconView(.react, asset)
                }
                button(.class("button send"), .type("submit"), .aria("label", "Send"), .title("Send")) { IconView(.send, asset) }
              }
            }
            if mayAttach { noscript { PlainAttachments(attached: page.attached, alts: page.alts) } }
          }
          p(.class("hint")) {
            span { "Markdown works: **bold**, _slanted_, `code`" }
            span(.class("nowrap")) {
              kbd { "Enter" }
              " sends "
              kbd { "Shift" }
              kbd { "Enter" }
              " new line"
            }
          }
        }
      } else {
        p(.class("closed"), .dir("auto")) {
          if let conversation = page.conversation { conversation.reason ?? "You cannot write messages." } else { closed }
        }
      }
    }
  }

  private var closed: String {
    page.room.kind == .announcement ? "Only moderators post here. You can react to what they say." : "You cannot post in this room."
  }
}

/// What is attached, and the voice note that is being recorded. Hidden until the script fills them.
private struct AttachmentList: View {
  var body: some HTML {
    ul(.class("attachments"), .id("attachments"), .aria("label", "Attached"), .hidden)
    div(.class("recording"), .id("recording"), .role("group"), .aria("label", "Voice note"), .hidden) {
      p {
        "Recording "
        span(.data("time")) { "0:00" }
      }
      button(.class("button primary"), .type("button")) { "Stop" }
      button(.class("button"), .type("button")) { "Cancel" }
    }
    p(.class("attach-status"), .id("attach-status"), .role("status"))
  }
}

private struct AttachButtons: View {
  let asset: AssetPath

  var body: some HTML {
    input(.type("file"), .id("attach-files"), .accept("image/*,audio/*"), .multiple(true), .hidden, .aria("label", "Files"))
    button(.class("button quiet tool"), .id("attach"), .type("button"), .aria("label", "Attach"), .title("Attach pictures or sounds")) {
      IconView(.attach, asset)
    }
    button(.class("button quiet tool"), .id("record"), .type("button"), .aria("label", "Record"), .title("Record a voice note")) {
      IconView(.record, asset)
    }
  }
}

/// Files for browsers that run no script. Those that came with a form that was refused are there still.
private struct PlainAttachments: View {
  let attached: [MediaID]
  let alts: [String]

  var body: some HTML {
    details(.class("plain-attachments"), .when(!attached.isEmpty, .open)) {
      summary { "Attach" }
      if !attached.isEmpty {
        input(.type("hidden"), .name("media_id"), .value(attached.map(\.rawValue).joined(separator: ",")))
        p { attached.count == 1 ? "1 file is attached." : "\(attached.count) files are attached." }
      }
      div(.class("field")) {
        label(.htmlFor("files")) { "Up to \(Attachment.counts.upperBound) pictures or sounds" }
        input(.class("input"), .id("files"), .name("file"), .type("file"), .accept("image/*,audio/*"), .multiple(true))
      }
      for number in Attachment.counts {
        div(.class("field")) {
          label(.htmlFor("alt-\(number)")) { "Alt text \(number)" }
          input(
            .class("input"), .id("alt-\(number)"), .name("alt"), .type("text"), .value(alts.count < number ? "" : alts[number - 1]),
            .data("limit", Attachment.longestAlt), .autocomplete("off"))
        }
      }
    }
  }
}

/// What the words will answer or replace. Empty and hidden until there is something.
private struct ComposerContext: View {
  let replyTo: Message?
  let room: RoomName
  let asset: AssetPath

  var body: some HTML {
    p(.class("context"), .id("context"), .hidden(replyTo == nil)) {
      span {
        if let replyTo {
          "Reply to "
          bdi { replyTo.author.displayName }
        }
      }
      a(.class("button quiet"), .href(ChatPath.room(room)), .aria("label", "Never mind"), .title("Never mind")) { IconView(.close, asset) }
    }
    input(
      .type("hidden"), .name("reply_to"), .id("reply-to"), .value(replyTo.map { String($0.id.rawValue) } ?? ""),
      .disabled(replyTo == nil))
  }
}

/// What the script clones: it makes no markup of its own.
struct RoomTemplates: View {
  let room: Room
  let asset: AssetPath

  var body: some HTML {
    template(.id("tools-template")) {
      div(.class("tools"), .role("group"), .aria("label", "Actions")) {
        MessageTool(name: "React", icon: .react, action: "react", audience: "", asset: asset)
        MessageTool(name: "Reply", icon: .reply, action: "reply", audience: "", asset: asset)
        MessageTool(name: "Copy link", icon: .link, action: "copy-link", audience: "", asset: asset)
        MessageTool(name: "Edit", icon: .edit, action: "edit", audience: "own", asset: asset)
        MessageTool(name: "Delete", icon: .delete, action: "delete", audience: room.kind == .direct ? "own" : "own staff", asset: asset)
        MessageTool(name: "Report", icon: .warning, action: "report", audience: "others", asset: asset)
      }
    }
    template(.id("pending-template")) {
      div(.class("pending")) {
        span(.class("avatar"), .aria("hidden", "true")) { "…" }
        div(.class("sheet")) {
          p(.class("words"), .dir("auto"))
          p(.class("files"))
          p(.class("state")) {
            span(.role("status")) { "Sending" }
            button(.class("button"), .type("button"), .data("action", "retry"), .hidden) { "Try again" }
            button(.class("button"), .type("button"), .data("action", "discard"), .hidden) { "Discard" }
          }
        }
      }
    }
    template(.id("attachment-template")) {
      li(.class("attachment")) {
        div(.class("preview"))
        div(.class("about")) {
          p(.class("file-name"), .dir("auto"))
          div(.class("field")) {
            label { "Alt text" }
            input(.class("input"), .type("text"), .data("limit", Attachment.longestAlt), .autocomplete("off"))
          }
          progress(.aria("label", "Upload"), .max("1"))
          p(.class("state"), .role("status"))
        }
        button(.class("button"), .type("button"), .hidden) { "Try again" }
        button(.class("button"), .type("button")) { "Remove" }
      }
    }
    template(.id("person-template")) {
      li {
        a {
          span(.class("avatar small"), .aria("hidden", "true")) {
            img(.alt(""), .width(Avatar.Size.small.side), .height(Avatar.Size.small.side), .loading("lazy"))
          }
          span(.class("name"), .dir("auto"))
          span(.class("handle"))
        }
      }
    }
    template(.id("beginning-template")) { Beginning(room: room) }
    template(.id("day-template")) { h2(.class("day")) { span() } }
    p(.class("unseen"), .id("announcer"), .aria("live", "polite"))
  }
}

private struct MessageTool: View {
  let name: String
  let icon: Icon
  let action: String
  /// Who gets to see it; the server decides all the same.
  let audience: String
  let asset: AssetPath

  var body: some HTML {
    button(.class(audience), .type("button"), .title(name), .aria("label", name), .data("action", action)) { IconView(icon, asset) }
  }
}
