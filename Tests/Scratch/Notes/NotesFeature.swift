import Composition
import Core
import Design
import Live
import SQL
import Web

/// A member's notes: the smallest feature that has a table, a page, a socket message, a place and a setting.
public struct NotesFeature: Feature {
  public static let name = "notes"
  public static let settings: [any AnySetting] = [NotesSettings.most, Limit.makeNote]
  public static let destinations = [Destination("Notes", path: "/notes", icon: .tasks, position: 85)]
  public static let memberTables: [MemberTable] = [.exported("notes", in: "notes")]

  private let notes: NoteService
  private let rows: NoteRepository

  public static func migrations() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_notes", bytes: PackageResources._001_notes_sql)]
  }

  public init(_ context: FeatureContext) {
    rows = NoteRepository(database: context.database)
    notes = NoteService(
      work: context.work, notes: rows, places: PlaceRepository(context.database), most: context.config[NotesSettings.most])
  }

  public func routes(_ web: WebContext) -> [Route] { NoteRoutes(notes: notes, site: web.site).routes }
  public var socketMessages: [SocketMessage] { [NoteSocket(notes: notes).makeNote] }
  public var places: [any PlaceSource] { [NotesPlace()] }
  public var placeObjects: [any PlaceObjects] { [rows] }
  public var personalData: [PersonalData] { [PersonalData("notes") { try await rows.export(of: $0) }] }
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await notes.erase(scope, everythingOf: user) }
}

enum NotesSettings {
  static let most = Setting("NEOSPACE_NOTES", default: 100, meaning: "Notes one member may keep", .integer(1...10_000))
}

extension Limit {
  static let makeNote = Limit("make_note", .minute(20), meaning: "Notes a member makes")
}
