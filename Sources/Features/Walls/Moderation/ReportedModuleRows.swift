import Core
import Media
import Relations
import SQL

/// Modules of walls, as members report them.
struct ReportedModuleRows: Reportable {
  let kind = "module"
  let label = "Module"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard member.permissions.contains(.readWall), let id = ModuleID(text: key),
      let found = try await snapshot.first(ModuleRepository.reportable(id, to: member.id), as: OwnedModule.self)
    else { return .hidden }
    return found.module.removedAt == nil ? .seen(found.thing) : .gone
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, ModuleMediaRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { ModuleID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(ModuleRepository.owned(ids), as: OwnedModule.self)
    return Dictionary(found.map { ($0.module.id.description, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }
}

extension OwnedModule {
  fileprivate var thing: ReportedThing {
    let isThere = module.removedAt == nil
    return ReportedThing(
      id: module.id.description, owner: owner.id, name: "\(module.kind.label) module of @\(owner.username)",
      link: isThere ? WallPath.module(module.id, on: owner.username) : nil, text: isThere ? module.content.source : nil)
  }
}

extension ModuleContent {
  /// All that its owner wrote.
  var source: String {
    switch self {
    case .text(let text): text
    case .script(let work): work.text
    case .song(let song): song.text
    case .link(let link): [link.title, link.url].compactMap(\.self).joined(separator: "\n")
    case .html(let frame): "\(frame.title)\n\(frame.html)"
    case .image(let picture): picture.alt
    case .gallery(let pictures): pictures.map(\.alt).joined(separator: "\n")
    case .audio(let sound), .voiceNote(let sound): sound.title
    case .guestbook, .friends: ""
    }
  }
}

extension ModuleRepository {
  static func reportable(_ id: ModuleID, to viewer: UserID) -> SQL {
    "\(ownedModules) WHERE m.id = \(id) AND \(PersonRows.reportable(to: viewer))"
  }

  static func owned(_ ids: [ModuleID]) -> SQL { "\(ownedModules) WHERE m.id IN (\(list: ids))" }
}
