import Chat
import Core
import Design
import HTML

/// `/internals`. Its script keeps the figures true and adds what only an open page knows.
struct InternalsPage: View {
  let report: InternalsReport
  let visit: Visit

  var body: some HTML {
    ShellPage("Internals", visit, mainClass: "internals", styles: ["css/internals.css"], modules: ["js/internals.js"]) {
      header(.class("page-head")) { h1 { "Internals" } }
      p { "What the server and this page know of each other. Nobody else sees your figures." }
      ConnectionRegion(report: report)
      RoomsRegion(rooms: report.rooms)
      DiagnosticsRegion(report: report)
    }
  }
}

/// A part of the page with a name.
private struct Region<Content: HTML>: View {
  private let id: String
  private let heading: String
  private let content: Content

  init(_ id: String, _ heading: String, @HTMLBuilder content: () -> Content) {
    self.id = id
    self.heading = heading
    self.content = content()
  }

  var body: some HTML {
    section(.class("card"), .aria("labelledby", id)) {
      h2(.id(id)) { heading }
      content
    }
  }
}

private struct ConnectionRegion: View {
  let report: InternalsReport

  var body: some HTML {
    Region("connection-heading", "Connection") {
      dl(.class("facts")) {
        for fact in facts {
          div {
            dt { fact.name }
            dd(.data("fact", fact.key)) { fact.value }
          }
        }
      }
      figure(.class("trips"), .id("trips"), .hidden) {
        svg(.role("img"), .aria("label", "Round trip"), .viewBox("0 -2 590 64"), .stretched) {
          segment(.x1(0), .y1(60), .x2(590), .y2(60))
          polyline(.points(""))
        }
        figcaption { "Round trip of the last 60 pings" }
      }
      h3 { "Your connections" }
      if report.sockets.isEmpty {
        p { "None was open when this page was made. Pages open one with a script." }
      } else {
        TableFrame("Your connections", ["Connection", "Since", "In", "Out", "Waiting", "Rooms"]) {
          for socket in report.sockets { SocketRow(socket: socket) }
        }
      }
    }
  }

  private var facts: [(key: String, name: String, value: String)] {
    [
      ("state", "State", "not connected"), ("protocol", "Protocol", "1"), ("node", "Node", report.node),
      ("trip", "Round trip", "not measured"), ("received", "Messages out", "0"), ("sent", "Messages in", "0"),
      ("version", "Version", report.version), ("mode", "Mode", report.mode.words),
    ]
  }
}

private struct SocketRow: View {
  let socket: SocketFacts

  var body: some HTML {
    tr {
      th(.scope("row")) { socket.id }
      td { time(.datetime(Moment(socket.since).iso8601)) { "\(Moment(socket.since).day) \(Moment(socket.since).time)" } }
      td(.class("number")) { "\(socket.received)" }
      td(.class("number")) { "\(socket.sent)" }
      td(.class("number")) { "\(socket.waitingBytes) B" }
      td { socket.rooms.isEmpty ? "–" : socket.rooms.joined(separator: ", ") }
    }
  }
}

private struct RoomsRegion: View {
  let rooms: [RoomPosition]

  var body: some HTML {
    Region("rooms-heading", "Rooms") {
      if rooms.isEmpty {
        p { "You are in no room yet." }
      } else {
        p { "The number of a room's last change, on the server and on this page. The page follows the ten rooms that you opened last." }
        TableFrame("Rooms", ["Room", "Server", "Here", "State", "Do"]) {
          for room in rooms { RoomRow(room: room) }
        }
        p(.id("comparison"), .role("status")) {}
      }
    }
  }
}

private struct RoomRow: View {
  let room: RoomPosition

  var body: some HTML {
    tr(.data("room", room.room)) {
      th(.scope("row")) { a(.href(Link("rooms", room.room).text)) { "#\(room.room)" } }
      td(.class("number"), .data("cell", "server")) { "\(room.seq)" }
      td(.class("number"), .data("cell", "here")) { "–" }
      td(.data("cell", "state")) { "not followed" }
      td(.class("do"), .data("cell", "do")) {}
    }
  }
}

private struct DiagnosticsRegion: View {
  let report: InternalsReport

  var body: some HTML {
    Region("diagnostics-heading", "Diagnostics") {
      p { "For a report about a fault. It holds no text of messages, no tokens and no addresses." }
      div(.class("actions")) {
        button(.class("button"), .type("button"), .id("copy-diagnostics"), .hidden) { "Copy diagnostics" }
        span(.id("copied"), .role("status")) {}
      }
      div(.class("field")) {
        label(.class("label"), .htmlFor("diagnostics")) { "Diagnostics as JSON" }
        textarea(.class("input data"), .id("diagnostics"), .rows(12), .readOnly, .spellcheck("false")) {
          String(decoding: report.json, as: UTF8.self)
        }
      }
    }
  }
}

/// A table that scrolls sideways where it is too wide.
private struct TableFrame<Rows: HTML>: View {
  private let name: String
  private let columns: [String]
  private let rows: Rows

  init(_ name: String, _ columns: [String], @HTMLBuilder rows: () -> Rows) {
    self.name = name
    self.columns = columns
    self.rows = rows()
  }

  var body: some HTML {
    div(.class("wide-table"), .tabIndex(0)) {
      table(.aria("label", name)) {
        thead { tr { for column in columns { th(.scope("col")) { column } } } }
        tbody { rows }
      }
    }
  }
}

extension SiteMode {
  fileprivate var words: String { self == .readOnly ? "read-only" : rawValue }
}
