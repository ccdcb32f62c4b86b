import Core
import HTTP
import JSON
import Web

/// `/api/cats…`.
struct CatRoutes: Sendable {
  let cats: CatService
  let keeping: NoticingService

  var routes: [Route] {
    [
      .api(
        .get, "/api/cats", .signedIn, "All cats, in table order", tag: "Cats", answers: [.success(200, "The cats", CatSchemas.list)],
        handler: list),
      .api(
        .get, "/api/cats/{name}", .signedIn, "One cat: its mood now or earlier, why, and what it thinks of the caller", tag: "Cats",
        request: CatSchemas.looking, answers: [.success(200, "The cat", CatSchemas.look), .error(.notFound)], handler: look),
      .api(
        .get, "/api/cats/{name}/ledger", .signedIn, "What a cat took notice of, newest first", tag: "Cats", request: CatSchemas.slice,
        answers: [.success(200, "A page of rows", CatSchemas.rows), .error(.notFound)], handler: ledger),
      .api(
        .put, "/api/cats/{name}", .permission(.admin), "Change a cat's gain and whether it is awake", tag: "Cats",
        request: CatSchemas.change, answers: [.success(200, "The cat", CatSchemas.one), .error(.notFound)], handler: change),
      .api(
        .post, "/api/cats/{name}/reset", .permission(.admin), "Send a cat home; it forgets everybody", tag: "Cats",
        request: CatSchemas.addressed, answers: [.success(200, "The cat", CatSchemas.one), .error(.notFound)], handler: reset),
      .api(
        .post, "/api/cats/rehearse", .permission(.admin), "Play events through the engine and keep nothing", tag: "Cats",
        request: CatSchemas.rehearsal, answers: [.success(200, "What would happen", CatSchemas.rehearsed)],
        read: { fields in RehearsalPlan(reading: &fields) },
        answer: { call, plan in
          let rehearsal = try await cats.rehearse(call.scope, plan)
          return .success { rehearsal.write(to: &$0) }
        }),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    let list = try await cats.list(call.scope)
    return .success { json in
      json.key("cats")
      json.array { json in for kept in list.cats { json.raw(kept.object(list.clock).json) } }
      json.field("epoch", list.head.epoch)
      json.field("seq", list.head.sequence)
    }
  }

  private func look(_ call: Call) async throws -> Response {
    let cat = try call.cat()
    let look = try await cats.look(call.scope, cat, ago: Fields.read(call.query()) { $0.ago() })
    return .success { json in
      json.key("cat")
      json.raw(look.kept.object(look.clock).json)
      json.key("mood")
      look.mood.write(to: &json)
      json.key("why")
      json.array { json in for reason in look.reasons { reason.write(to: &json) } }
      json.key("you")
      look.you.write(to: &json)
    }
  }

  private func ledger(_ call: Call) async throws -> Response {
    let cat = try call.cat()
    let (before, limit) = try Fields.read(call.query()) { fields in
      (fields.before(), fields.plainNumber("limit", 1...100) ?? 50)
    }
    let slice = try await cats.ledger(call.scope, of: cat, before: before, limit: Int(limit))
    return .success { json in
      json.key("rows")
      json.array { json in for row in slice.rows { row.write(to: &json) } }
      json.field("next", slice.next)
    }
  }

  private func change(_ call: Call) async throws -> Response {
    let cat = try call.cat()
    let (gain, isAwake) = try Fields.read(try await call.json()) { fields in (fields.integer("gain", 0...200), fields.flag("on")) }
    return answer(try await keeping.change(call.scope, cat, gain: gain, isAwake: isAwake))
  }

  private func reset(_ call: Call) async throws -> Response { answer(try await keeping.reset(call.scope, call.cat())) }

  private func answer(_ kept: KeptCat) -> Response {
    .success { json in
      json.key("cat")
      json.raw(kept.object(cats.clock).json)
    }
  }
}

extension Call {
  /// The cat of the path, exactly so spelt; `NOT_FOUND` for others.
  func cat() throws(AppError) -> Cat {
    guard let cat = Cat(rawValue: path("name")) else { throw .notFound("The cat") }
    return cat
  }
}

extension Fields {
  /// Minutes before now.
  mutating func ago() -> Int64 { plainNumber("ago", 0...CatService.longestAgo) ?? 0 }

  /// The number of a row.
  mutating func before() -> Int64? { plainNumber("before", 1...Int64.max) }

  /// A number of a query, in plain digits.
  mutating func plainNumber(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
    refuseEmpty(name)
    let problem =
      range.upperBound == .max ? "must be a whole number from 1" : "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
    return optionalParsed(name, problem, upTo: 20) { text in
      guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int64(text) else { return nil }
      return range.contains(value) ? value : nil
    }
  }
}
