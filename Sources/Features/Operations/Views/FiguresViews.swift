import Accounts
import Core
import Design
import HTML

/// `/admin/figures`
struct FiguresPage: View {
  let report: FigureReport
  let visit: Visit

  var body: some HTML {
    StaffPage("Figures", visit, styles: ["css/care.css"]) {
      Tabs(
        "Time", [("1 hour", FigureRoutes.path(.hour)), ("24 hours", FigureRoutes.path(.day))],
        current: FigureRoutes.path(report.range))
      for series in report.series { Chart(series: series, range: report.range) }
    }
  }
}

/// A line with a gap where nothing is known, and the same as a table.
private struct Chart: View {
  let series: FigureSeries
  let range: FigureRange

  private static let (width, height) = (600.0, 100.0)

  private var heading: String { series.name.words(range) }
  private var known: [Double] { series.points.compactMap(\.value) }
  private var most: Double { known.max() ?? 0 }

  private var summaryText: String {
    guard let last = series.points.last(where: { $0.value != nil })?.value else { return "nothing is known yet" }
    return "at most \(Self.text(most)), at last \(Self.text(last))"
  }

  /// Pieces of the line, each without a gap.
  private var lines: [String] {
    let across = Self.width / Double(max(1, series.points.count - 1))
    var (pieces, piece): ([String], [String]) = ([], [])
    for (index, point) in series.points.enumerated() {
      guard let value = point.value else {
        if !piece.isEmpty { pieces.append(piece.joined(separator: " ")) }
        piece = []
        continue
      }
      let (x, y) = (Double(index) * across, Self.height - (most > 0 ? value / most * Self.height : 0))
      // A point alone is a short line.
      piece +=
        piece.isEmpty ? ["\(Self.text(x)),\(Self.text(y))", "\(Self.text(x + 1)),\(Self.text(y))"] : ["\(Self.text(x)),\(Self.text(y))"]
    }
    return pieces + (piece.isEmpty ? [] : [piece.joined(separator: " ")])
  }

  var body: some HTML {
    section(.class("card chart")) {
      h2 { heading }
      p { summaryText }
      svg(
        .role("img"), .aria("label", "\(heading), \(range.words): \(summaryText)"), .viewBox("0 -4 601 108"), .stretched
      ) {
        segment(.x1(0), .y1(100), .x2(601), .y2(100))
        for line in lines { polyline(.points(line)) }
      }
      details {
        summary { "Figures" }
        div(.class("table")) {
          table {
            thead {
              tr {
                th(.scope("col")) { "Time" }
                th(.scope("col")) { heading }
              }
            }
            tbody {
              for point in series.points.reversed() {
                tr {
                  td { time(.datetime(Moment(point.at).iso8601)) { "\(Moment(point.at).day) \(Moment(point.at).time)" } }
                  td { point.value.map(Self.text) ?? "not known" }
                }
              }
            }
          }
        }
      }
    }
  }

  /// `12` or `3.5`
  private static func text(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
  }
}
