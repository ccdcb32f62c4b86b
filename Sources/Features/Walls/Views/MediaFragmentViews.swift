import Core
import HTML
import Media

/// One picture, or several beside each other.
struct PictureModule: View {
  let module: WallModule

  var body: some HTML {
    div(.class(pictures.count == 1 ? "picture" : "gallery")) {
      for (picture, file) in zip(pictures, module.media) { Picture(alt: picture.alt, file: file) }
    }
  }

  private var pictures: [WallPicture] {
    switch module.content {
    case .image(let picture): [picture]
    case .gallery(let pictures): pictures
    default: []
    }
  }
}

/// A picture with the width that a wall's columns give it.
private struct Picture: View {
  let alt: String
  let file: ShownMedia

  var body: some HTML {
    figure { LinkedPicture(file, alt: alt, sizes: "(min-width: 1440px) 400px, (min-width: 900px) 50vw, 100vw") }
  }
}

/// A picture over the whole width of a wall's head. Decoration.
struct Banner: View {
  let file: ShownMedia

  var body: some HTML {
    img(
      .class("banner"), .src(file.url(.image1280)), .srcset(file.sources), .sizes("(min-width: 1440px) 1280px, 100vw"), .alt(""),
      .with(file.width) { .width($0) }, .with(file.height) { .height($0) })
  }
}

/// A sound with its title in sight.
struct TitledSound: View {
  let title: String
  let file: ShownMedia

  var body: some HTML {
    figure(.class("sound")) {
      figcaption(.dir("auto")) { title }
      PlayableSound(file, title: title)
    }
  }
}
