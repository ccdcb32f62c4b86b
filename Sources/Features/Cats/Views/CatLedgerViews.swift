import Core
import Design
import HTML

/// `/cats/{name}/ledger`.
struct CatLedgerPage: View {
  let slice: LedgerSlice
  let visit: Visit

  var body: some HTML {
    let cat = slice.cat
    ShellPage("What \(cat.title) noticed", visit, styles: ["css/cats.css"]) {
      header(.class("page-head")) {
        h1 { "What \(cat.title) noticed" }
        ButtonLink(CatPath.cat(cat), .quiet) { "Back to \(cat.title)" }
      }
      if slice.rows.isEmpty {
        p { "\(cat.title) has noticed nothing yet." }
      } else {
        div(.class("cat-table"), .tabIndex(0), .role("region"), .aria("label", "What \(cat.title) noticed")) {
          table {
            thead {
              tr {
                for name in ["Time", "Deed", "Who", "Pleasure", "Arousal", "Dominance", "Mood"] { th(.scope("col")) { name } }
              }
            }
            tbody { for entry in slice.rows { CatLedgerRow(entry: entry) } }
          }
        }
      }
      if let next = slice.next {
        nav(.class("pager"), .aria("label", "Pages")) {
          a(.class("button"), .href(CatPath.ledger(cat, before: next)), .rel("next")) { "Older" }
        }
      }
    }
  }
}

private struct CatLedgerRow: View {
  let entry: LedgerView

  var body: some HTML {
    let (row, at) = (entry.row, Timestamp(milliseconds: entry.row.at))
    tr {
      td { time(.datetime(at.iso8601)) { at.minuteText } }
      td { row.cause.title }
      td { entry.who?.rawValue ?? "nobody" }
      for axis in Axis.allCases { td(.class("number")) { row.effect[axis].signedHundredths } }
      td { row.label.name }
    }
  }
}
