import Chat
import Core
import Crypto

/// Lets cats find words for what they took notice of, in the transaction that noticed it.
struct Speaking: Sendable {
  let key: HMACSHA256
  let words: TalkRepository
  let ledger: CatLedgerRepository
  let opinions: CatOpinionRepository
  let rooms: RoomCatsRepository
  let cats: CatRepository
  let messages: MessageService
  /// Who views which room.
  let online: OnlineMembers
  let random: RandomSource
  let clock: DayClock

  /// - Parameter secret: The server's SECRET_KEY.
  init(
    secret: Secret, words: TalkRepository, ledger: CatLedgerRepository, opinions: CatOpinionRepository, rooms: RoomCatsRepository,
    cats: CatRepository, messages: MessageService, online: OnlineMembers, random: RandomSource, clock: DayClock
  ) {
    let code = HMACSHA256(key: secret.bytes).code(of: Array("neospace.cats.v1".utf8))
    key = HMACSHA256(key: Array(code))
    self.words = words
    self.ledger = ledger
    self.opinions = opinions
    self.rooms = rooms
    self.cats = cats
    self.messages = messages
    self.online = online
    self.random = random
    self.clock = clock
  }

  /// What a cat says to the member whose deed it was; nil if none does. It is kept until a socket of the member's gets it.
  func toast(
    about deed: Deed, by rows: [LedgerRow], to member: UserID, at time: Int64, in transaction: Transaction
  ) async throws -> Event? {
    let settings = try await words.settings(of: member, at: transaction)
    guard settings.toasts, !settings.mutesAll else { return nil }
    let last = try await words.lastToast(to: member, in: transaction)
    if let last, time < last.at + Toast.pause { return nil }
    let free = rows.filter { settings.hears($0.cat) && $0.cat != last?.cat }
    guard !free.isEmpty, let event = rows.first?.event else { return nil }
    let familiarity = try await ledger.familiarity(of: member, free.map(\.cat), except: event, in: transaction)
    let candidates = free.map { Candidate(row: $0, familiarity: familiarity[$0.cat] ?? 0) }
    guard let (speaker, draws) = Candidate.speaker(among: candidates, event: event, key),
      let name = try await words.name(of: member, in: transaction)
    else { return nil }
    let row = speaker.row
    let known = try await opinions.opinions(of: member, row.cat, at: transaction)
    let affinity = Affinity(known.memories.map(\.memory), known.bonds[row.cat] ?? .none, at: row.at).value
    let mood = ShownMood(row.cat, CatMood.Last(number: row.number, at: row.at, after: row.after, label: row.label), at: row.at, clock)
    let toast = Toast(
      row, shown: mood, said: Lines.line(of: row.cat, about: deed, in: settings.mode, pick: draws.pick), to: name, affinity: affinity,
      sounds: settings.sounds)
    let signal = toast.signal(to: member)
    return try await words.keep(signal.data, by: row.cat, to: member, at: time, in: transaction) ? signal : nil
  }

  /// What a cat says in the first room that lets cats in, has somebody viewing it, and has had its pause. Its gossip follows. Returns what to
  /// tell once the change is committed.
  func line(
    about deed: Deed, by rows: [LedgerRow], of member: UserID?, at time: Int64, in transaction: Transaction
  ) async throws -> [Event] {
    let open = try await rooms.open(in: transaction)
    guard !open.isEmpty, let event = rows.first?.event else { return [] }
    let viewed = online.all.values.reduce(into: Set<RoomID>()) { $0.formUnion($1.rooms) }
    for room in open where viewed.contains(room.id) {
      guard try await rooms.lock(room.id, in: transaction) else { continue }
      let pauses = try await rooms.pauses(of: room.id, at: time, in: transaction)
      guard pauses.isOpen(at: time) else { continue }
      let free = rows.filter { room.cats.contains($0.cat) && pauses.allows($0.cat, at: time) }
      guard !free.isEmpty else { return [] }
      let familiarity = try await self.familiarity(of: member, free.map(\.cat), except: event, in: transaction)
      let candidates = free.map { Candidate(row: $0, familiarity: familiarity[$0.cat] ?? 0) }
      guard let (speaker, draws) = Candidate.speaker(among: candidates, event: event, key) else { return [] }
      let cat = speaker.row.cat
      guard let author = try await author(cat, at: Timestamp(milliseconds: time), in: transaction) else { return [] }
      let said = Lines.line(of: cat, about: deed, in: room.mode, pick: draws.pick).filled(name: "someone", mood: speaker.row.label.word)
      try await rooms.note(cat, in: room.id, at: time, in: transaction)
      let posted = try await messages.post(
        BotLine(by: author, said.text), in: room.id, named: room.name, at: Timestamp(milliseconds: time), in: transaction)
      try await gossip(of: cat, among: room.cats, at: time, in: transaction)
      return [posted]
    }
    return []
  }

  private func author(_ cat: Cat, at now: Timestamp, in transaction: Transaction) async throws -> Author? {
    if let author = try await rooms.author(cat, in: transaction) { return author }
    try await rooms.makeAuthor(cat, random.uuid().description, at: now, in: transaction)
    return try await rooms.author(cat, in: transaction)
  }

  private func familiarity(
    of member: UserID?, _ cats: [Cat], except event: String, in transaction: Transaction
  ) async throws -> [Cat: Int64] {
    guard let member else { return [:] }
    return try await ledger.familiarity(of: member, cats, except: event, in: transaction)
  }

  /// The cat that the speaker likes best among those that may speak there hears the strongest of its memories.
  private func gossip(of speaker: Cat, among cats: CatSet, at time: Int64, in transaction: Transaction) async throws {
    let awake = try await self.cats.awake(in: transaction).filter(cats.contains)
    guard let hearer = Gossip.hearer(of: speaker, among: awake),
      let told = try await opinions.strongest(of: speaker, unknownTo: hearer, at: time, in: transaction)
    else { return }
    let memory = told.memory
    try await opinions.remember(
      memory.deed, memory.event, at: memory.at, Gossip.passedOn(memory.opinion, from: speaker, to: hearer), of: told.member, by: hearer,
      heardFrom: speaker, in: transaction)
  }
}
