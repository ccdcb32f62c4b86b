import HTML

/// A picture in the size that fits, around it a link to the largest. Its place is kept while it loads.
public struct LinkedPicture: View {
  let file: ShownMedia
  let alt: String
  let sizes: String

  /// - Parameter sizes: how wide it is shown, as the attribute `sizes` says it.
  public init(_ file: ShownMedia, alt: String, sizes: String) {
    self.file = file
    self.alt = alt
    self.sizes = sizes
  }

  public var body: some HTML {
    a(.href(file.url(.image1280)), .when(alt.isEmpty, .aria("label", "The picture in full size"))) {
      img(
        .src(file.url(.image640)), .srcset(file.sources), .sizes(sizes), .alt(alt), .with(file.width) { .width($0) },
        .with(file.height) { .height($0) }, .loading("lazy"))
    }
  }
}

extension ShownMedia {
  /// The attribute `srcset` of a picture.
  public var sources: String {
    let names: [(MediaFileName, Int)] = [(.image320, 320), (.image640, 640), (.image1280, 1_280)]
    // A picture is never enlarged, so a small one has its own width in all sizes.
    return names.map { "\(url($0)) \(min($1, width ?? $1))w" }.joined(separator: ", ")
  }
}

/// A sound, which plays when somebody wants it to. `js/player.js` draws it.
public struct PlayableSound: View {
  let file: ShownMedia
  let title: String

  public init(_ file: ShownMedia, title: String) {
    self.file = file
    self.title = title
  }

  public var body: some HTML {
    audio(
      .controls, .preload("none"), .src(file.url(.audio)), .aria("label", title),
      .with(file.milliseconds) { .data("duration", String(Double($0) / 1_000)) },
      .data("waveform", (file.waveform ?? []).map(String.init).joined(separator: " ")))
  }
}
