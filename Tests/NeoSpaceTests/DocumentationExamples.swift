import Composition
import Core
import Design
import HTML
import HTTP
import JSON
import Live
import SQL
import Telemetry
import Web

// The code that documentation shows, where the compiler reads it: `DocumentationTests` looks every example up here.

// MARK: A feature

public struct NotesFeature: Feature {
  public static let name = "notes"
  public static let settings: [any AnySetting] = [NotesSettings.most, Limit.createNote]
  public static let destinations = [Destination("Notes", path: "/notes", icon: .tasks, position: 85)]
  public static let memberTables: [MemberTable] = [.exported("notes", in: "notes")]
  private let notes: NoteService

  public static func migrations() throws(SQLError) -> [Migration] { try NotesMigrations.all() }
  public init(_ context: FeatureContext) { notes = NoteService(most: context.config[NotesSettings.most]) }
  public func routes(_ web: WebContext) -> [Route] { NoteRoutes(notes: notes, site: web.site).routes }
}

enum NotesSettings {
  static let most = Setting("NEOSPACE_NOTES", default: 100, meaning: "Notes one member may keep", .integer(1...10_000))
}

extension Limit {
  static let createNote = Limit("create_note", .hour(10), meaning: "Notes a member makes")
}

private enum NotesMigrations {
  static func all() throws(SQLError) -> [Migration] { [] }
}

private struct NoteService: Sendable {
  let most: Int

  func make(_ scope: Scope, titled title: String) async throws {}
  func pin(_ scope: Scope, _ id: NoteID, above other: NoteID?) async throws {}
}

private enum NoteEntity: Sendable {}
private typealias NoteID = Identifier<NoteEntity>

private struct NoteRoutes {
  let notes: NoteService
  let site: Site
  var routes: [Route] {
    [
      .form("/notes", .permission(.useTasks), "Make a note", request: .form(.required("title", .string(1...200)))) { fields in
        fields.line("title", 1...200)
      } submit: { call, title in
        try await notes.make(call.scope, titled: title)
        return .redirect(to: "/notes")
      } refuse: { call, form in
        .page(form.error.code.status, NotePage(title: form.typed("title"), problem: form.error.message, visit: Visit(site, call)))
      }
    ]
  }
}

private struct NotePage: HTML {
  let title: String
  let problem: String
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) { p { "\(title): \(problem)" }.render(into: &buffer) }
}

// MARK: Socket messages and fields

private func pinNote(_ notes: NoteService) -> SocketMessage {
  SocketMessage("pin_note", .permission(.useTasks), limit: .createNote) { fields throws(AppError) in
    (id: fields.id("id", of: NoteEntity.self), above: fields.optionalID("above", of: NoteEntity.self))
  } answer: { call, pin in
    try await notes.pin(call.scope, pin.id, above: pin.above)
    return .ack()
  }
}

private struct Draft {
  let title: String
  let done: Bool
}

private func read(_ form: consuming Fields) throws -> Draft {
  let draft = try Fields.read(form) { fields in
    Draft(title: fields.text("title", 1...200), done: fields.optionalFlag("done") ?? false)
  }
  return draft
}

private struct WaveService: Sendable {
  func wave(_ scope: Scope, in place: PlaceID, at name: String) async throws -> [UInt8] { [] }
}

private func signals(_ waves: WaveService) -> [PlaceSignal] {
  [
    PlaceSignal("wave") { fields in
      fields.text("at", 1...20)
    } answer: { scope, place, name in
      try await waves.wave(scope, in: place, at: name)
    }
  ]
}

// MARK: The platform

private struct User {
  init(reading columns: inout RowReader) throws {}
}

private struct Account: RowDecodable {
  let user: User
  let email: String

  init(row: Row) throws {
    var columns = RowReader(row)
    user = try User(reading: &columns)
    email = try columns.next()
  }
}

private func question(_ id: Int64, _ kinds: [String]) -> SQL {
  let statement: SQL = "SELECT id, name FROM rooms WHERE id = \(id) AND kind IN (\(list: kinds))"
  return statement
}

private func tell(_ logger: Logger, _ id: String, _ elapsed: Double) {
  let log = logger.with(["request_id": id])
  log.info("request answered", ["status": 200, "seconds": elapsed])
}

private func schema() -> JSONSchema {
  JSONSchema.object(.required("title", .string(1...200)), .optional("due", .string(format: "date-time").nullable()))
}

private func envelope(_ bytes: [UInt8]) throws -> (version: Int64, data: ArraySlice<UInt8>) {
  var version: Int64 = 0
  var data: ArraySlice<UInt8> = []
  var reader = try JSONReader(bytes)
  try reader.beginObject()
  while let key = try reader.nextKey() {
    switch key {
    case "v": version = try reader.int()
    case "data": data = try reader.raw()
    default: try reader.skip()
    }
  }
  try reader.end()
  return (version, data)
}

struct Greeting: View {
  let name: String
  var body: some HTML {
    p(.class("greeting")) {
      "Hello, "
      b { name }
    }
  }
}
