import Core
import Markdown
import Relations
import SQL
import Words

/// Modules, as feed and search show them to those who may see the wall.
struct ModuleSubjectRows: SubjectKind {
  let name = SubjectName.module
  let noun = "a module"
  let isInFeed = true
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard scope.permissions.contains(.readWall), !ids.isEmpty else { return [:] }
    let modules = try await snapshot.all(ModuleRepository.visible(ids, to: scope.member?.id), as: OwnedModule.self)
    return Dictionary(uniqueKeysWithValues: modules.map { ($0.module.id.rawValue, $0.card) })
  }

  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    let modules = try await transaction.all(ModuleRepository.below(bound, limit: limit), as: WallModule.self)
    return SubjectBatch(
      documents: modules.filter { $0.removedAt == nil }.compactMap(\.document),
      lowest: modules.count == limit ? modules.last?.id.rawValue : nil)
  }
}

extension OwnedModule {
  var card: SubjectCard {
    SubjectCard(
      title: module.summary.isEmpty ? module.kind.label : module.summary, link: WallPath.module(module.id, on: owner.username),
      html: module.fragment, text: module.readableText,
      author: SubjectAuthor(id: owner.id, username: owner.username, displayName: owner.displayName, color: owner.color),
      createdAt: module.createdAt)
  }
}

extension WallModule {
  /// Nil for a module without words. Whether its wall may be seen is asked when it is found.
  var document: SearchDocument? {
    let words = Words.folded(readableText)
    guard !words.isEmpty else { return nil }
    return SearchDocument(
      kind: .module, id: id.rawValue, author: owner, createdAt: createdAt, audience: .everybody, words: words)
  }

  var number: SubjectNumber { SubjectNumber(createdAt, .module, id.rawValue) }

  /// What visitors read of it: no descriptions of pictures, and no addresses.
  var readableText: String {
    switch content {
    case .text(let text): Markdown.text(in: Markdown.render(text).html)
    case .link(let link):
      [link.title, link.host, card?.title, card?.description, card?.site].compactMap { $0 }.joined(separator: "\n")
    case .html(let frame): frame.readableText
    case .audio(let sound), .voiceNote(let sound): sound.title
    case .image, .gallery, .guestbook, .friends, .script, .song: ""
    }
  }
}
