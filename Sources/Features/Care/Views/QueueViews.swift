import Accounts
import Core
import Design
import HTML

/// `/admin/reports`
struct QueuePage: View {
  let slice: CaseSlice
  let filter: CaseFilter
  let isFirst: Bool
  let visit: Visit

  var body: some HTML {
    StaffPage("Reports", visit) {
      Tabs("Which cases", CaseFilter.allCases.map { ($0.name, CarePath.queue($0)) }, current: CarePath.queue(filter))
      if slice.cases.isEmpty {
        EmptyState("Nothing to look at", filter == .closed ? "No case has been closed yet." : "What members report appears here.") {}
      } else {
        ul(.class("rows card")) {
          for one in slice.cases { li { CaseRow(one: one) } }
        }
        Pager(newer: isFirst ? nil : CarePath.queue(filter), older: slice.next.map { CarePath.queue(filter, from: $0) })
      }
    }
  }
}

extension CaseFilter {
  fileprivate var name: String {
    switch self {
    case .open: "Open"
    case .mine: "Mine"
    case .closed: "Closed"
    }
  }
}

private struct CaseRow: View {
  let one: ListedCase

  var body: some HTML {
    let moment = Moment(one.record.createdAt)
    div {
      p {
        a(.href(CarePath.record(one.record.id)), .dir("auto")) { one.name }
        CaseBadges(one: one)
      }
      p(.class("soft")) {
        one.record.reportCount == 1 ? "1 report, " : "\(one.record.reportCount) reports, "
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        if let holder = one.holder { ", claimed by @\(holder)" }
      }
    }
  }
}

/// Why a case is there, and what became of it.
struct CaseBadges: View {
  let one: ListedCase

  var body: some HTML {
    if one.record.isUrgent { Badge("urgent", .pink) }
    for reason in ReportReason.all(in: one.record.reasons) { Badge(reason.label, .yellow) }
    if let outcome = one.record.outcome { Badge(outcome.rawValue, .plain) }
  }
}
