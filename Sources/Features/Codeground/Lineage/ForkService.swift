import Core

/// Makes scripts of others' revisions, and says where scripts come from.
public struct ForkService: Sendable {
  /// A form that is sent twice within this time makes one fork.
  static let pause = Duration.seconds(10)

  let access: ScriptAccess
  let scripts: ScriptService
  let revisions: RevisionRepository
  let lineage: LineageRepository

  /// Forks a revision, the newest unless one is named: a private script of the caller's with the same code.
  ///
  /// - Parameter once: whether a fork of the same revision that the caller made a moment ago is the answer.
  func make(_ scope: Scope, of id: ScriptID?, once: Bool = false, by choice: @Sendable () throws -> ForkRequest) async throws -> MadeScript
  {
    let member = try scope.requireMember()
    return try await scripts.insert(scope) { new, transaction in
      let seen = try await access.see(scope, id, with: .once, in: transaction)
      let (parent, asked) = (seen.script, try choice())
      let number = try asked.number ?? newest(of: parent, for: scope)
      guard let source = try await revisions.source(parent.id, number, in: transaction) else { throw scope.noScript }
      guard !source.revision.isGone else { throw RevisionService.gone }
      let text = asked.code ?? source.code
      if once, asked.code == nil,
        let made = try await lineage.recent(
          by: member.id, of: parent.id, number, since: scope.now - Self.pause, in: transaction)
      {
        return .made(made)
      }
      try await lineage.insert(new, from: parent.id, number, at: scope.now, in: transaction)
      return .new(parent.runtime, parent.details, code: text)
    }
  }

  private func newest(of script: Script, for scope: Scope) throws(AppError) -> Int {
    if let newest = script.newest { return newest }
    throw script.revisions > 0 ? RevisionService.gone : scope.noScript
  }

  func lineage(_ scope: Scope, of id: ScriptID?, _ request: () throws -> LineageRequest) async throws -> LineagePage {
    let script = try await access.see(scope, id).script
    let request = try request()
    let limit = Int(request.limit)
    let ancestors = script.lineage.depth == 0 ? [] : try await lineage.ancestors(of: script.id)
    let found = try await lineage.forks(of: script.id, for: scope.member?.id, before: request.before, limit: limit + 1)
    let shown = Array(found.prefix(limit))
    let next = found.count > limit ? shown.last.map { LineageCursor(createdAt: $0.createdAt, script: $0.script) } : nil
    return LineagePage(script: script, ancestors: ancestors, forks: shown, next: next)
  }
}

/// What is to be forked.
struct ForkRequest: Sendable {
  /// The revision; nil for the newest.
  var number: Int?
  /// A text of one's own in place of the revision's.
  var code: String?

  init(number: Int? = nil, code: String? = nil) {
    self.number = number
    self.code = code
  }

  init(reading fields: inout Fields) {
    number = fields.optionalInteger("number", 1...Int64(Script.mostRevisions)).map(Int.init)
  }

  var canonical: [UInt8] { Array("fork \(number ?? 0)".utf8) }
}
