import Core

/// What may run, and for whom.
public struct RunService: Sendable {
  let revisions: RevisionService
  let drafts: DraftService
  /// Whether web pages run at all.
  let allowsHTML: Bool

  /// Something that is to run.
  struct Program: Sendable {
    let runtime: ScriptRuntime
    let title: String
    let code: String
  }

  /// A revision, for those who see it. Guests are told no more than that there is nothing.
  func revision(_ scope: Scope, _ number: Int?, of id: ScriptID?) async throws -> Program {
    let source = try await hidingFromGuests { try await revisions.judged(scope, number, of: id) }
    let revision = source.revision
    return try allowed(Program(runtime: revision.runtime, title: revision.title, code: source.code))
  }

  /// The draft, for owner and hands, if it is still this version.
  func draft(_ scope: Scope, _ version: Int64?, of id: ScriptID?) async throws -> Program {
    let (script, text) = try await hidingFromGuests { try await drafts.seen(scope, id) }
    guard text.draft.version == version else { throw AppError(.gone, "The draft has been saved since") }
    return try allowed(Program(runtime: script.runtime, title: script.title, code: text.code))
  }

  private func allowed(_ program: Program) throws(AppError) -> Program {
    guard allowsHTML || program.runtime != .html else { throw .forbidden("Web pages do not run on this server") }
    return program
  }

  private func hidingFromGuests<Result>(_ find: () async throws -> Result) async throws -> Result {
    do { return try await find() } catch let error as AppError where error.code == .unauthorized { throw AppError.notFound() }
  }
}
