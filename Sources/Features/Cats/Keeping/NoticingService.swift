import Accounts
import Core
import Crypto

/// Lets cats take notice of deeds: rows, memories and what the objects show, in one transaction for each event.
struct NoticingService: Sendable {
  /// How long a cat has had enough of a member's petting.
  static let petPause: Int64 = 600_000
  /// How long rows are kept.
  static let memory = Duration.days(90)
  /// A member's sign-ins in 24 hours before further ones are tiresome.
  private static let welcomeSignIns = 3

  let work: UnitOfWork
  let cats: CatRepository
  let ledger: CatLedgerRepository
  let opinions: CatOpinionRepository
  let audit: AuditRepository
  let speaking: Speaking
  let toasts: ToastTeller
  let clock: DayClock

  /// Takes notice of a deed that was done.
  func notice(_ scope: Scope, _ raised: RaisedDeed) async throws {
    try scope.require(.admin)
    let event = scope.random.uuid().description
    let noticed = try await work.transaction { transaction in
      var deed = raised.deed
      if deed == .loginSuccess, let member = raised.by {
        let count = try await ledger.signIns(of: member, upTo: raised.at, limit: Self.welcomeSignIns + 1, in: transaction)
        if count > Self.welcomeSignIns { deed = .loginAgain }
      }
      _ = try await ledger.note(hour: Self.hour(of: raised.at.milliseconds), in: transaction)
      return try await take(deed, event, by: raised.by, at: raised.at.milliseconds, in: transaction)
    }
    tell(scope, noticed)
  }

  /// Within the minute after an hour in which nothing was noticed: raises that.
  func noticeIdleHour(_ scope: Scope) async throws {
    try scope.require(.admin)
    let now = scope.now.milliseconds
    // What was done at the end of the hour may take a second to be noticed.
    guard (3_000..<60_000).contains(now.modulo(3_600_000)) else { return }
    let hour = Self.hour(of: now) - 1
    let noticed = try await work.transaction { transaction -> Noticed in
      guard try await ledger.note(hour: hour, in: transaction) else { return Noticed() }
      try await ledger.forgetHours(before: hour - 24, in: transaction)
      return try await take(.idle, Self.idleEvent(hour), by: nil, at: now, in: transaction)
    }
    tell(scope, noticed)
  }

  /// Pets a cat. The answer is the data of an ack; a retry gets the first one again.
  func pet(_ scope: Scope, _ cat: Cat) async throws -> [UInt8] {
    let member = try scope.requireMember()
    let now = scope.now.milliseconds
    let (answer, noticed) = try await work.once(scope, remembering: \.answer, repeating: { Petting(answer: $0, noticed: Noticed()) }) {
      transaction in
      // Before the cat, as every event locks them.
      _ = try await ledger.note(hour: Self.hour(of: now), in: transaction)
      guard let kept = try await cats.lock([cat], in: transaction).first else { throw AppError.notFound("The cat") }
      guard kept.isAwake else { throw AppError(.conflict, "\(cat.title) is asleep") }
      if let before = try await opinions.takePet(of: cat, by: member.id, at: now, pause: Self.petPause, in: transaction) {
        throw AppError(.rateLimited, "\(cat.title) has had enough.", retryAfter: .milliseconds(before + Self.petPause - now))
      }
      let noticed = try await take(.pet, scope.random.uuid().description, by: member.id, at: now, petted: cat, in: transaction)
      return Petting(answer: CatAnswer.cat(noticed.cats.first ?? kept, clock), noticed: noticed)
    }.parts
    tell(scope, noticed)
    return answer
  }

  // MARK: Keepers

  /// Changes a cat's gain and whether it is awake. Its mood stays as it is.
  func change(_ scope: Scope, _ cat: Cat, gain: Int64, isAwake: Bool) async throws -> KeptCat {
    try scope.require(.admin)
    let now = scope.now.milliseconds
    let kept = try await work.transaction { transaction in
      guard var kept = try await cats.lock([cat], in: transaction).first else { throw AppError.notFound("The cat") }
      (kept.gain, kept.isAwake) = (gain, isAwake)
      try await show(&kept, at: max(now, kept.shownAt), sequence: cats.takeSequences(1, in: transaction), in: transaction)
      let details = [(name: "gain", value: "\(gain)"), (name: "on", value: isAwake ? "true" : "false")]
      try await audit.record(scope, "cat.change", of: "cat:\(cat.name)", details: details, in: transaction)
      return kept
    }
    tell(scope, [kept])
    return kept
  }

  /// Switches a cat on or off, for staff who remove it or bring it back; what to tell. Nil if it is so already.
  func setAwake(_ isAwake: Bool, _ cat: Cat, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard var kept = try await cats.lock([cat], in: transaction).first, kept.isAwake != isAwake else { return nil }
    kept.isAwake = isAwake
    try await show(&kept, at: max(now.milliseconds, kept.shownAt), sequence: cats.takeSequences(1, in: transaction), in: transaction)
    return [Event(changed: kept.object(clock), in: .cats)]
  }

  /// Sends a cat home. It forgets everybody.
  func reset(_ scope: Scope, _ cat: Cat) async throws -> KeptCat {
    try scope.require(.admin)
    let kept = try await work.transaction { transaction in
      guard var kept = try await cats.lock([cat], in: transaction).first else { throw AppError.notFound("The cat") }
      var mood = CatMood(cat, last: kept.last)
      let row = mood.reset(scope.random.uuid().description, at: scope.now.milliseconds, gain: kept.gain, clock)
      try await ledger.insert(row, by: nil, in: transaction)
      try await opinions.forgetAll(of: cat, in: transaction)
      kept.last = mood.last
      try await show(&kept, at: row.at, sequence: cats.takeSequences(1, in: transaction), in: transaction)
      try await audit.record(scope, "cat.reset", of: "cat:\(cat.name)", details: [], in: transaction)
      return kept
    }
    tell(scope, [kept])
    return kept
  }

  // MARK: Time

  /// Tells the cats to whom time alone gave another label.
  func look(_ scope: Scope) async throws {
    try scope.require(.admin)
    let now = scope.now.milliseconds
    let due = { @Sendable (kept: KeptCat) in
      kept.shownAt < now && kept.mood(at: now, clock).label != kept.mood(at: kept.shownAt, clock).label
    }
    // Most looks change nothing: they lock nothing.
    let candidates = try await cats.all().filter(due).map(\.cat)
    guard !candidates.isEmpty else { return }
    let changed = try await work.transaction { transaction in
      var changed = try await cats.lock(candidates, in: transaction).filter(due)
      guard !changed.isEmpty else { return changed }
      let first = try await cats.takeSequences(changed.count, in: transaction)
      for index in changed.indices { try await show(&changed[index], at: now, sequence: first + Int64(index), in: transaction) }
      return changed
    }
    tell(scope, changed)
  }

  /// Makes bonds of some memories that have ended. Returns how many.
  func endMemories(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      let ended = try await opinions.ended(before: scope.now.milliseconds, limit: 200, in: transaction)
      let groups = Dictionary(grouping: ended) { Held(cat: $0.cat, member: $0.member) }
      for (held, memories) in groups.sorted(by: { ($0.key.member, $0.key.cat) < ($1.key.member, $1.key.cat) }) {
        let bond = try await opinions.bond(of: held.cat, with: held.member, in: transaction)
        let after = bond.after(memories.map(\.memory))
        if after != bond { try await opinions.keep(after, of: held.cat, with: held.member, in: transaction) }
      }
      if !ended.isEmpty { try await opinions.forget(ended, in: transaction) }
      return ended.count
    }
  }

  /// Erases some rows that are older than 90 days, and some words that no socket came for. Returns how many.
  func eraseOld(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    let moment = (scope.now - Self.memory).milliseconds
    return try await work.transaction { transaction in
      try await ledger.erase(before: moment, limit: 500, in: transaction)
        + speaking.words.forgetWords(before: scope.now.milliseconds - Toast.pause, limit: 500, in: transaction)
    }
  }

  private struct Held: Hashable {
    let cat: Cat
    let member: UserID
  }

  private struct Petting: Sendable {
    let answer: [UInt8]
    let noticed: Noticed
    var parts: ([UInt8], Noticed) { (answer, noticed) }
  }

  /// What one event has caused.
  private struct Noticed: Sendable {
    /// As they are now.
    var cats: [KeptCat] = []
    /// To whom one of them spoke.
    var spokenTo: UserID?
    /// What is said in a room.
    var lines: [Event] = []
  }

  private func tell(_ scope: Scope, _ noticed: Noticed) {
    tell(scope, noticed.cats)
    for line in noticed.lines { scope.outbox.add(line) }
    if let member = noticed.spokenTo { toasts.spoke(to: member) }
  }

  private func tell(_ scope: Scope, _ changed: [KeptCat]) {
    for kept in changed { scope.outbox.add(Event(changed: kept.object(clock), in: .cats)) }
  }

  private static func hour(of moment: Int64) -> Int64 { (moment - moment.modulo(3_600_000)) / 3_600_000 }

  /// `idle:2026-11-28T18`.
  private static func idleEvent(_ hour: Int64) -> String { "idle:" + Timestamp(milliseconds: hour * 3_600_000).iso8601.prefix(13) }
}

extension NoticingService {
  /// Makes the rows, memories and words of one event.
  private func take(
    _ deed: Deed, _ event: String, by member: UserID?, at time: Int64, petted: Cat? = nil, in transaction: Transaction
  ) async throws -> Noticed {
    let noticing = Cat.noticing(deed, petted: petted)
    let awake = try await cats.lock(noticing, in: transaction).filter(\.isAwake)
    guard !awake.isEmpty else { return Noticed() }
    let habits = try await ledger.habits(of: deed, awake.map(\.cat), in: transaction)
    var changed: [KeptCat] = []
    var rows: [LedgerRow] = []
    for var kept in awake {
      var mood = CatMood(kept.cat, last: kept.last, habits: habits[kept.cat].map { [deed: $0] } ?? [:])
      guard let row = mood.take(deed, event, at: time, gain: kept.gain, clock, petted: petted) else { continue }
      try await ledger.insert(row, by: member, in: transaction)
      kept.last = mood.last
      changed.append(kept)
      rows.append(row)
    }
    guard !rows.isEmpty else { return Noticed() }
    if let member { try await remember(deed, event, of: member, by: rows, petted: petted, in: transaction) }
    let first = try await cats.takeSequences(changed.count, in: transaction)
    for index in changed.indices {
      try await show(&changed[index], at: rows[index].at, sequence: first + Int64(index), in: transaction)
    }
    var noticed = Noticed(cats: changed)
    if let member, try await speaking.toast(about: deed, by: rows, to: member, at: time, in: transaction) != nil {
      noticed.spokenTo = member
    }
    noticed.lines = try await speaking.line(about: deed, by: rows, of: member, at: time, in: transaction)
    return noticed
  }

  private func remember(
    _ deed: Deed, _ event: String, of member: UserID, by rows: [LedgerRow], petted: Cat?, in transaction: Transaction
  ) async throws {
    let opinionated = rows.compactMap { row -> (row: LedgerRow, opinion: Int64)? in
      guard let notice = Notice(of: deed, by: row.cat, petted: petted) else { return nil }
      let opinion = Memory.opinion(of: deed, by: row.cat, notice)
      return opinion == 0 ? nil : (row, opinion)
    }
    guard let earliest = opinionated.map(\.row.at).min() else { return }
    let alike = try await opinions.alike(
      deed, of: member, opinionated.map(\.row.cat), since: earliest - Memory.life, in: transaction)
    for (row, opinion) in opinionated where alike[row.cat, default: []].count(where: { row.at < $0 + Memory.life }) < Memory.most {
      try await opinions.remember(deed, event, at: row.at, opinion, of: member, by: row.cat, in: transaction)
    }
  }

  /// Brings what a cat's object shows up to a moment, and writes the cat.
  private func show(_ kept: inout KeptCat, at moment: Int64, sequence: Int64, in transaction: Transaction) async throws {
    let rows = try await ledger.recent(of: kept.cat, at: moment, transaction)
    let state = kept.mood(at: moment, clock).state
    let reason = Reason.of(kept.cat, in: state, at: moment, from: rows.map(\.row)).first
    kept.reason = reason.map { reason in
      let isSomebodys = rows.first { $0.row.number == reason.row.number }?.member != nil
      return reason.text(isSomebodys ? .someone : nil, at: moment)
    }
    kept.shownAt = moment
    kept.sequence = sequence
    try await cats.update(kept, in: transaction)
  }
}
