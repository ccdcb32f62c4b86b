import Core
import Design
import HTML
import Relations

/// The sticker board of a wall, with the controls that `js/stickers.js` brings to life.
struct StickerBoard: View {
  let stickers: [Sticker]
  let rights: WallRights
  /// Nil for guests. Members get the tools, which are hidden until there is something that the viewer may place, change or remove.
  let viewer: Member?

  var body: some HTML {
    section(.class("board"), .aria("label", "Sticker board"), .data("board")) {
      div(.class("board-sheet")) {
        svg(.class("stickers"), .data("objects", "sticker"), .data("heir", rights.places ? "place-sticker" : "main")) {
          for sticker in stickers {
            if let shown = sticker.shown { StickerFragment(sticker: sticker, shown: shown) }
          }
        }
        p(.class("nothing")) {
          "Nothing stuck here yet"
          if viewer != nil { span { "Be the first: a cat, a face or your own words" } }
        }
      }
      if viewer != nil { StickerTools(isHidden: !mayChange) }
    }
  }

  private var mayChange: Bool {
    rights.places || rights.edits || rights.moderates || stickers.contains { $0.shown?.placer.id == viewer?.id }
  }
}

/// The ways to report what others placed, for members.
struct StickerReports: View {
  let stickers: [Sticker]
  let viewer: Member?

  var body: some HTML {
    if viewer != nil, !others.isEmpty {
      details(.class("sticker-reports")) {
        summary { "Report a sticker" }
        ul {
          for (id, words) in others {
            li { a(.href(Site.reportPath("sticker", id.description)), .data("report"), .dir("auto")) { words } }
          }
        }
      }
    }
  }

  private var others: [(StickerID, String)] {
    stickers.compactMap { sticker in
      guard let shown = sticker.shown, shown.placer.id != viewer?.id else { return nil }
      return (sticker.id, "\(shown.content.label), placed by \(shown.placer.displayName)")
    }
  }
}

/// Under the board: placing a sticker, and what to do with the one that has the focus.
private struct StickerTools: View {
  let isHidden: Bool

  var body: some HTML {
    div(.class("board-tools"), .when(isHidden, .hidden)) {
      Closable {
        button(.class("button primary"), .id("place-sticker"), .type("button"), .data("opens", "stickers"), .hidden) { "Place a sticker" }
      }
      p(.class("hint"), .id("sticker-keys")) {
        span(.class("by-hand")) { "Drag to move. Tap for more." }
        span(.class("by-keys")) {
          "Drag to move, or use the keys: "
          for key in ["←", "↑", "→", "↓"] { kbd { key } }
          " move, "
          kbd { "R" }
          " turn, "
          kbd { "+" }
          kbd { "−" }
          " size, "
          kbd { "]" }
          " front, "
          kbd { "[" }
          " back, "
          kbd { "Delete" }
          " remove"
        }
      }
      p(.class("said"), .id("sticker-said"), .role("status"))
      div(.class("chosen"), .id("sticker-tools"), .role("group"), .aria("label", "Chosen sticker"), .hidden) {
        button(.class("button"), .type("button"), .data("action", "front")) { "To front" }
        button(.class("button"), .type("button"), .data("action", "back")) { "To back" }
        button(.class("button"), .type("button"), .data("action", "remove")) { "Remove" }
      }
    }
  }
}

/// What there is to stick. Each button closes the dialog; the script places what it names.
struct StickerDialog: View {
  let asset: AssetPath
  /// Whether the viewer may upload a picture of their own.
  let takesFiles: Bool

  var body: some HTML {
    Dialog(id: "stickers", "Stickers", asset) {
      form(.method(.dialog), .class("sticker-choices")) {
        for art in StickerArt.allCases {
          button(.type("submit"), .name("art"), .value(art.rawValue)) {
            img(.src(art.url), .alt(""), .width(64), .height(64), .loading("lazy"))
            art.label
          }
        }
      }
      form(.method(.dialog), .class("sticker-choices kaomoji")) {
        for text in StickerArt.kaomoji { button(.type("submit"), .name("text"), .value(text)) { text } }
      }
      form(.method(.dialog), .class("field")) {
        label(.htmlFor("own-words")) { "Your own words" }
        div(.class("with-button")) {
          input(
            .class("input"), .id("own-words"), .name("words"), .type("text"), .data("limit", StickerContent.textLengths.upperBound),
            .required, .autocomplete("off"))
          Button(.primary) { "Place" }
        }
      }
      if takesFiles {
        div(.class("field own-picture")) {
          label(.htmlFor("own-picture")) { "Your own picture" }
          input(.class("input"), .id("own-picture"), .type("file"), .accept("image/*"), .aria("describedby", "own-picture-said"))
          progress(.max("100"), .value(0), .aria("label", "Uploaded"), .hidden)
          p(.class("help"), .id("own-picture-said"), .role("status"))
        }
      }
    }
  }
}

/// Asked before a sticker is removed: that is for good.
struct RemoveStickerDialog: View {
  let asset: AssetPath

  var body: some HTML {
    Dialog(id: "remove-sticker", "Remove this sticker?", asset) {
      p(.class("title"), .dir("auto"))
      p { "It cannot be brought back." }
      form(.class("actions"), .method(.dialog)) {
        button(.class("button"), .type("button"), .data("action", "close-dialog"), .autofocus) { "Cancel" }
        Button(.danger) { "Remove" }
      }
    }
  }
}
