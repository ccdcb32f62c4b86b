import Core
import Design
import HTML

/// When something was; a script turns it into the reader's own time.
struct LocalMoment: View {
  let moment: Timestamp

  var body: some HTML {
    let shown = Moment(moment)
    time(.datetime(shown.iso8601)) { "\(shown.day) \(shown.time)" }
  }
}
