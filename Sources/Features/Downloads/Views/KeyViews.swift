import Core
import Design
import HTML

/// `/admin/keys`.
struct KeysView: HTML {
  let request: KeySliceRequest
  let slice: KeySlice
  let hasOlder: Bool
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Keys", visit, mainClass: "keys", styles: ["css/release.css"], modules: ["js/keys.js"]) {
      header(.class("page-head")) {
        h1 { "Keys" }
        div(.class("actions")) {
          form(.method(.post), .action(DownloadPath.export)) { Button { "Export CSV" } }
          a(.class("button primary"), .href(DownloadPath.newKeys), .data("opens", "make-keys")) {
            IconView(.plus, visit.site.asset)
            "Make keys"
          }
        }
      }
      KeyTotalsList(totals: slice.totals)
      Tabs(
        "Which keys", KeyFilter.allCases.map { (name: $0.name, path: DownloadPath.keys(KeySliceRequest(filter: $0))) },
        current: DownloadPath.keys(KeySliceRequest(filter: request.filter)))
      if slice.keys.isEmpty {
        NoKeys(request: request, hasAny: slice.totals.total > 0)
      } else {
        KeyTableView(keys: slice.keys)
        Pager(newer: newest, older: older)
      }
      Dialog(id: "make-keys", "Make keys", visit.site.asset) { MakeKeysForm(typed: MakeKeysForm.usual, problem: nil) }
    }
    .render(into: &buffer)
  }

  /// Back to the first slice.
  private var newest: String? {
    request.before == nil ? nil : DownloadPath.keys(KeySliceRequest(filter: request.filter, limit: request.limit))
  }

  private var older: String? {
    guard hasOlder, let last = slice.keys.last else { return nil }
    return DownloadPath.keys(KeySliceRequest(filter: request.filter, before: last.id, limit: request.limit))
  }
}

private struct KeyTotalsList: View {
  let totals: KeyTotals

  var body: some HTML {
    dl(.class("totals")) {
      for (name, count) in [("In all", totals.total), ("Unused", totals.unused), ("Used", totals.used)] {
        div {
          dt { name }
          dd { count }
        }
      }
    }
  }
}

private struct KeyTableView: View {
  let keys: [ReleaseKey]

  var body: some HTML {
    if keys.contains(where: { !$0.isUsed }) {
      div(.class("actions"), .data("only", "script"), .hidden) {
        button(.class("button"), .type("button"), .data("action", "copy-all")) { "Copy the unused keys on this page" }
      }
    }
    div(.class("table-frame"), .role("region"), .aria("label", "Keys"), .tabIndex(0)) {
      table(.class("key-table")) {
        thead {
          tr {
            for name in ["Key", "State", "Made", "Used", "By"] { th(.scope("col")) { name } }
          }
        }
        tbody {
          for key in keys { KeyRow(key: key) }
        }
      }
    }
  }
}

private struct KeyRow: View {
  let key: ReleaseKey

  var body: some HTML {
    tr(.class("used", when: key.isUsed)) {
      td {
        div(.class("value")) {
          code { key.value.text }
          if !key.isUsed {
            button(
              .class("button quiet"), .type("button"), .data("copies", key.value.text), .aria("label", "Copy \(key.value.text)"), .hidden
            ) {
              "Copy"
            }
          }
        }
      }
      td { Badge(key.isUsed ? "used" : "unused", key.isUsed ? .plain : .acid) }
      td { LocalMoment(key.createdAt) }
      td {
        if let usedAt = key.usedAt { LocalMoment(usedAt) } else { "–" }
      }
      td(.class("data"), .dir("auto")) { key.usedBy ?? "–" }
    }
  }
}

private struct NoKeys: View {
  let request: KeySliceRequest
  let hasAny: Bool

  var body: some HTML {
    if !hasAny {
      EmptyState("No keys yet", "A key lets one member download the release once. Make some and hand them out.") {
        a(.class("button primary"), .href(DownloadPath.newKeys), .data("opens", "make-keys")) { "Make the first keys" }
      }
    } else if request.before != nil {
      EmptyState("Nothing this far back", "The list ends before this.") {
        ButtonLink(DownloadPath.keys(KeySliceRequest(filter: request.filter))) { "To the newest" }
      }
    } else {
      EmptyState("None of these", request.filter == .used ? "Nobody has used a key yet." : "Every key has been used. Time for more?") {
        ButtonLink(DownloadPath.keys) { "All keys" }
      }
    }
  }
}

extension KeyFilter {
  fileprivate var name: String {
    switch self {
    case .all: "All"
    case .unused: "Unused"
    case .used: "Used"
    }
  }
}
