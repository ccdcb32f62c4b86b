import Chat
import Core
import Subjects
import Words

/// Finds what members may see. Everything is read at one moment, and nothing is counted.
public struct SearchService: Sendable {
  /// People named beside other results.
  static let fewPeople = 5
  /// Candidates read at once when some of those before may not be seen.
  private static let moreAtOnce = 200
  /// Messages of a conversation opened for one request, and of these at once.
  static let mostOpened = 1_000
  private static let openedAtOnce = 100

  let search: SearchRepository
  let targets: SearchTargetRepository
  let kinds: SubjectKinds
  let conversations: ConversationTextRepository

  init(
    search: SearchRepository, targets: SearchTargetRepository, kinds: [any SubjectKind], conversations: ConversationTextRepository
  ) {
    self.search = search
    self.targets = targets
    self.conversations = conversations
    self.kinds = SubjectKinds(kinds.filter(\.isInSearch))
  }

  /// A page of results, newest first; people by username.
  public func search(_ scope: Scope, _ form: SearchForm) async throws -> SearchPage {
    let member = try Self.member(scope)
    if form.isInConversation { try scope.gate.require(.messages) }
    return try await targets.atOneMoment { snapshot in
      let author = try await author(form, scope, at: snapshot)
      if form.isInConversation { return try await messages(form, by: author, scope, at: snapshot) }
      let room = try await room(form, scope, at: snapshot)
      if form.target == .people { return try await people(form, author, scope, at: snapshot) }
      let rooms =
        scope.permissions.contains(.readRoom)
        ? try await targets.privateRooms(of: member.id, at: snapshot) : []
      var request = SearchRequest(query: WordQuery(form.text), viewer: member.id, rooms: rooms)
      if case .things(let kind) = form.target { request.kind = kind }
      request.author = author
      request.room = room
      request.hidden = SearchTargetRepository.hidden(from: member.id)
      if let from = form.from { request.begin = .first(at: from.start) }
      let page = try await things(form, request, scope, at: snapshot)
      guard form.namesPeople, scope.permissions.contains(.readWall) else {
        return SearchPage(
          results: page.results, next: page.next, people: form.namesPeople ? [] : nil)
      }
      let cards = try await targets.cards(form.text, limit: Self.fewPeople, viewer: member.id, at: snapshot)
      return SearchPage(results: page.results, next: page.next, people: cards)
    }
  }

  /// A few people and rooms for the text in the palette.
  public func suggestions(_ scope: Scope, for text: String) async throws -> Suggestions {
    let member = try Self.member(scope)
    return try await targets.atOneMoment { snapshot in
      let people =
        scope.permissions.contains(.readWall)
        ? try await targets.people(
          text, after: nil, only: nil, limit: Suggestions.most, viewer: member.id, at: snapshot)
        : []
      let rooms =
        scope.permissions.contains(.readRoom) && !scope.gate.off.contains(.rooms)
        ? try await targets.rooms(text, limit: Suggestions.most, viewer: member.id, at: snapshot)
        : []
      return Suggestions(people: people, rooms: rooms)
    }
  }

  // MARK: Things

  /// Reads candidates until a page is full of those that may be seen, and one more to know whether there is another page.
  private func things(
    _ form: SearchForm, _ request: SearchRequest, _ scope: Scope, at snapshot: Snapshot
  ) async throws -> (results: [SearchResult], next: SearchCursor?) {
    guard !request.query.isEmpty else { return ([], nil) }
    var bound = form.to.map { SubjectNumber.first(at: $0.end) } ?? .highest
    if case .thing(let number) = form.before { bound = min(bound, number) }
    var found: [(number: SubjectNumber, result: SearchResult)] = []
    var size = form.limit + 1
    while found.count <= form.limit {
      let candidates = try await search.find(request, below: bound, limit: size, at: snapshot)
      found += try await shown(candidates, request.query, scope, at: snapshot)
      guard candidates.count == size, let last = candidates.last else { break }
      bound = last.number
      size = max(size, Self.moreAtOnce)
    }
    let page = found.prefix(form.limit)
    return (
      page.map(\.result), found.count > form.limit ? page.last.map { SearchCursor.thing($0.number) } : nil
    )
  }

  /// Those of the candidates that the caller may see, in their order.
  private func shown(
    _ candidates: [FoundSubject], _ query: WordQuery, _ scope: Scope, at snapshot: Snapshot
  ) async throws -> [(number: SubjectNumber, result: SearchResult)] {
    let cards = try await kinds.cards(of: candidates, \.kind, \.id, to: scope, at: snapshot)
    return candidates.compactMap { candidate in
      cards[candidate.kind]?[candidate.id].map { card in
        (candidate.number, SearchResult(candidate.kind, candidate.id, card, matching: query))
      }
    }
  }

  // MARK: Messages of a conversation

  /// Opens the conversation's messages from the newest on, at most `mostOpened`. So the page may be short although there are more.
  private func messages(_ form: SearchForm, by author: UserID?, _ scope: Scope, at snapshot: Snapshot) async throws -> SearchPage {
    let member = try scope.requireMember()
    guard let name = form.room, scope.permissions.contains(.readRoom),
      var request = try await conversations.request(for: name, viewer: member.id, at: snapshot)
    else { throw Self.missing("The room", "room") }
    (request.author, request.begin, request.end) = (author, form.from?.start, form.to?.end)
    let query = WordQuery(form.text)
    guard !query.isEmpty else { return SearchPage(results: [], next: nil, people: nil) }
    var bound = MessageID(.max)
    if case .opened(let message) = form.before { bound = message }
    var results: [SearchResult] = []
    var opened = 0
    while opened < Self.mostOpened {
      let size = min(Self.openedAtOnce, Self.mostOpened - opened)
      let some = try await conversations.open(request, below: bound, limit: size, at: snapshot)
      for message in some {
        // One more than the page holds shows that there is another page.
        if let card = message.card, query.matches(card.text) {
          guard results.count < form.limit else { return SearchPage(results: results, next: .opened(bound), people: nil) }
          results.append(SearchResult(.message, message.id.rawValue, card, matching: query))
        }
        bound = message.id
      }
      guard some.count == size else { return SearchPage(results: results, next: nil, people: nil) }
      opened += size
    }
    return SearchPage(results: results, next: .opened(bound), people: nil)
  }

  // MARK: People

  private func people(_ form: SearchForm, _ only: UserID?, _ scope: Scope, at snapshot: Snapshot)
    async throws -> SearchPage
  {
    let member = try scope.requireMember()
    // A room holds no people, and nobody joined on certain days.
    guard form.room == nil, scope.permissions.contains(.readWall) else {
      return SearchPage(results: [], next: nil, people: nil)
    }
    var after: String?
    if case .person(let username) = form.before { after = username }
    let found = try await targets.people(
      form.text, after: after, only: only, limit: form.limit + 1, viewer: member.id, at: snapshot)
    let page = found.prefix(form.limit).map { person in
      SearchResult(
        kind: SearchForm.person, id: person.user.id.rawValue, title: person.user.displayName,
        html: Snippet(
          "\(person.user.displayName) @\(person.user.username)", beginningWith: form.text
        ).html,
        link: person.link, author: person.user, room: nil, createdAt: person.joinedAt)
    }
    let next =
      found.count > form.limit
      ? page.last?.author.map { SearchCursor.person($0.username.lowercased()) } : nil
    return SearchPage(results: page, next: next, people: nil)
  }

  // MARK: Who and where

  private static func member(_ scope: Scope) throws(AppError) -> Member {
    let member = try scope.requireMember()
    guard scope.permissions.contains(.readRoom) || scope.permissions.contains(.readWall) else {
      throw .forbidden()
    }
    return member
  }

  /// Named beside its field too, for the form.
  private static func missing(_ what: String, _ field: String) -> AppError {
    AppError(.notFound, AppError.notFound(what).message, details: [field: "cannot be found"])
  }

  private func author(_ form: SearchForm, _ scope: Scope, at snapshot: Snapshot) async throws
    -> UserID?
  {
    guard let username = form.person else { return nil }
    guard let viewer = scope.member,
      let id = try await targets.known(username, to: viewer.id, at: scope.now, at: snapshot)
    else {
      throw Self.missing("This person", "person")
    }
    return id
  }

  private func room(_ form: SearchForm, _ scope: Scope, at snapshot: Snapshot) async throws
    -> RoomID?
  {
    guard let name = form.room else { return nil }
    guard let viewer = scope.member, scope.permissions.contains(.readRoom),
      let id = try await targets.readableRoom(name, viewer: viewer.id, at: snapshot)
    else { throw Self.missing("The room", "room") }
    return id
  }
}
