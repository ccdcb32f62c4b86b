import Core

/// What members see of cats.
struct CatService: Sendable {
  /// How far back members look, in minutes.
  static let longestAgo: Int64 = 129_600

  let cats: CatRepository
  let ledger: CatLedgerRepository
  let opinions: CatOpinionRepository
  let words: TalkRepository
  let places: PlaceRepository
  let clock: DayClock

  func list(_ scope: Scope) async throws -> CatList {
    _ = try scope.requireMember()
    let place = try await places.head(of: .cats)
    let all = try await cats.all()
    return CatList(cats: all, head: Self.head(place, all), clock: clock)
  }

  func look(_ scope: Scope, _ cat: Cat, ago: Int64 = 0) async throws -> CatLook {
    let member = try scope.requireMember()
    let place = try await places.head(of: .cats)
    let now = scope.now.milliseconds
    return try await ledger.read { snapshot in
      guard let kept = try await cats.cat(cat, at: snapshot) else { throw AppError.notFound("The cat") }
      // A clock that was set back does not hide the newest row from those who look at the present.
      let moment = ago == 0 ? max(now, kept.last?.at ?? now) : now - ago * 60_000
      let last = ago == 0 ? kept.last : try await ledger.last(of: cat, at: moment, snapshot)
      let mood = ShownMood(cat, last, at: moment, clock)
      let rows = try await ledger.recent(of: cat, at: moment, snapshot)
      let owners = Dictionary(rows.map { ($0.row.number, $0.member) }, uniquingKeysWith: { first, _ in first })
      let reasons = Reason.of(cat, in: mood.state, at: moment, from: rows.map(\.row)).map { reason in
        let who = Whose(owners[reason.row.number] ?? nil, to: member.id)
        return ReasonView(reason: reason, who: who, text: reason.text(who, at: moment))
      }
      let known = try await opinions.opinions(of: member.id, cat, at: snapshot)
      return CatLook(
        kept: kept, head: place, mood: mood, reasons: reasons,
        you: Acquaintance(known.memories.map(\.memory), known.bonds[cat] ?? .none, at: now),
        isMuted: try await words.settings(of: member.id, at: snapshot).muted.contains(cat), ago: ago, clock: clock)
    }
  }

  func ledger(_ scope: Scope, of cat: Cat, before number: Int64?, limit: Int) async throws -> LedgerSlice {
    let member = try scope.requireMember()
    let rows = try await ledger.rows(of: cat, before: number, limit: limit + 1)
    let shown = rows.prefix(limit).map { LedgerView(row: $0.row, who: Whose($0.member, to: member.id)) }
    return LedgerSlice(cat: cat, rows: shown, next: rows.count > limit ? shown.last?.row.number : nil)
  }

  /// The present mood, for the one face that everybody may see.
  func face(_ scope: Scope, of cat: Cat) async throws -> MoodLabel {
    let now = scope.now.milliseconds
    return try await ledger.read { snapshot in
      guard let kept = try await cats.cat(cat, at: snapshot) else { throw AppError.notFound("The cat") }
      return kept.mood(at: max(now, kept.last?.at ?? now), clock).label
    }
  }

  /// Plays events through the engine and keeps nothing.
  func rehearse(_ scope: Scope, _ plan: RehearsalPlan) async throws -> Rehearsal {
    try scope.require(.admin)
    let awake = try await cats.all().filter(\.isAwake).map { ($0.cat, $0.gain) }
    var rehearsal = Rehearsal(seed: plan.seed, mode: plan.mode, gains: Dictionary(uniqueKeysWithValues: awake), clock: clock)
    for event in plan.events { rehearsal.play(event) }
    return rehearsal
  }

  // MARK: One member's data

  /// The part `cats` of a member's export.
  func export(_ member: UserID, at now: Timestamp) async throws -> PersonalCats {
    let rows = try await ledger.rows(of: member)
    let known = try await ledger.read { try await opinions.opinions(of: member, at: $0) }
    let you = Cat.allCases.map { cat in
      let memories = known.memories.filter { $0.cat == cat }.map(\.memory)
      return (cat, Acquaintance(memories, known.bonds[cat] ?? .none, at: now.milliseconds))
    }
    return PersonalCats(settings: try await words.settings(of: member), you: you, rows: rows.map(\.row))
  }

  /// `seq` is that of the newest object: the place's own could be of a change that was read no more.
  private static func head(_ place: PlaceHead, _ cats: [KeptCat]) -> PlaceHead {
    PlaceHead(epoch: place.epoch, sequence: cats.map(\.sequence).max() ?? place.sequence)
  }
}

/// What cats keep of one member.
struct PersonalCats: Sendable {
  let settings: TalkSettings
  let you: [(cat: Cat, acquaintance: Acquaintance)]
  let rows: [LedgerRow]
}
