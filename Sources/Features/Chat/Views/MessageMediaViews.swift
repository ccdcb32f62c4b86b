import HTML
import Media

/// What a message shows besides its text: pictures beside each other, sounds below each other.
struct MessageMediaGallery: View {
  let media: [MessageMedia]

  var body: some HTML {
    div(.class("attached"), .data("pictures", media.count { $0.file.kind == .image })) {
      for one in media {
        switch one.file.kind {
        case .image: Picture(media: one, sizes: isAlone ? "(min-width: 480px) 416px, 80vw" : "(min-width: 480px) 256px, 50vw")
        case .audio: Recording(media: one)
        }
      }
    }
  }

  private var isAlone: Bool { media.count { $0.file.kind == .image } == 1 }
}

private struct Picture: View {
  let media: MessageMedia
  let sizes: String

  var body: some HTML {
    figure(.class("tall", when: isTall), .data("media", media.file.id.rawValue)) {
      LinkedPicture(media.file, alt: media.alt ?? "Picture, not described", sizes: sizes)
    }
  }

  /// Shown as wide as others, it would fill the screen.
  private var isTall: Bool {
    guard let width = media.file.width, let height = media.file.height else { return false }
    return height > width
  }
}

private struct Recording: View {
  let media: MessageMedia

  var body: some HTML {
    figure(.class("sound"), .data("media", media.file.id.rawValue)) {
      if let alt = media.alt { figcaption(.dir("auto")) { alt } }
      PlayableSound(media.file, title: media.alt ?? "Sound")
    }
  }
}
