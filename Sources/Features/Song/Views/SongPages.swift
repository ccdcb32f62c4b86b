/// What pages of stories share.
enum SongPages {
  static let styles = ["css/settings.css", "css/song.css"]
  static let loopStyles = styles + ["css/sequencer.css"]
}
