import SQL

/// A change in the making, as services pass it on to repositories without looking into it.
public typealias Transaction = SQL::Transaction

/// One moment of the database, as services pass it on to repositories without looking into it: everything read through it is consistent.
public typealias Snapshot = SQL::Connection

/// Runs a service's changes as one: all of them on disk when it returns, none of them when it throws.
public struct UnitOfWork: Sendable {
  private let database: Database
  private let replays = ReplayRepository()
  private let report: @Sendable (SQLError) -> Void

  /// `report` gets every error of the database before it is turned into an answer that says less.
  public init(_ database: Database, report: @escaping @Sendable (_ error: SQLError) -> Void = { _ in }) {
    self.database = database
    self.report = report
  }

  /// The body awaits nothing but repositories; it must neither open another transaction nor read outside its own. Throws
  /// `AppError`s for whatever the database refuses; the body's own errors pass through.
  @discardableResult
  public func transaction<Result: Sendable>(_ body: @Sendable (Transaction) async throws -> Result) async throws -> Result {
    do { return try await database.write(body) } catch let error as SQLError { throw reported(error) }
  }

  /// Runs a change that has one effect however often it is made under one name (`Scope.replay`). A change made before is answered as
  /// it was then, also when its maker could no longer ask for it; `CONFLICT` when the name was given to another change. Without a
  /// name it is a transaction like every other.
  ///
  /// Nothing looks for an answer first, since nearly every name is new: the unique index refuses the second answer, and the change
  /// with it.
  ///
  /// - Parameters:
  ///   - answer: what to remember of an outcome.
  ///   - repeated: the outcome to return for what was remembered.
  public func once<Outcome: Sendable>(
    _ scope: Scope, remembering answer: @Sendable (Outcome) -> [UInt8], repeating repeated: ([UInt8]) throws -> Outcome,
    _ change: @Sendable (Transaction) async throws -> Outcome
  ) async throws -> Outcome {
    guard let replay = scope.replay, let user = scope.member?.id else { return try await transaction(change) }
    @Sendable func attempt(_ transaction: Transaction) async throws -> Outcome {
      let outcome = try await change(transaction)
      try await replays.remember(answer(outcome), to: replay, of: user, at: scope.now, in: transaction)
      return outcome
    }
    do { return try await database.write(attempt) } catch SQLError.uniqueViolation(index: ReplayRepository.index) {
      // Made before, unless that was so long ago that its answer only waits to be forgotten.
      if let answer = try await known(replay, of: user, at: scope.now) { return try repeated(answer) }
      return try await transaction(attempt)
    } catch let error as SQLError {
      throw reported(error)
    } catch let refusal as AppError {
      if let answer = try await known(replay, of: user, at: scope.now) { return try repeated(answer) }
      throw refusal
    }
  }

  /// What `once` would repeat for this request before it changes anything: for changes that take work before their transaction.
  /// `CONFLICT` if the request's name was given to another change.
  public func answered(_ scope: Scope) async throws -> [UInt8]? {
    guard let replay = scope.replay, let user = scope.member?.id else { return nil }
    return try await known(replay, of: user, at: scope.now)
  }

  private func known(_ replay: ReplayKey, of user: UserID, at now: Timestamp) async throws -> [UInt8]? {
    try await transaction { transaction in
      let answer = try await replays.answer(to: replay, of: user, at: now, in: transaction)
      if answer == nil { try await replays.forget(replay, of: user, at: now, in: transaction) }
      return answer
    }
  }

  private func reported(_ error: SQLError) -> AppError {
    report(error)
    return AppError(error)
  }
}

extension AppError {
  /// What a client is told about an error of any kind. What it does not say belongs into the log.
  public init(answering error: any Error) {
    switch error {
    case let error as AppError: self = error
    case let error as SQLError: self.init(error)
    default: self.init(.serverError, "Something went wrong on our side")
    }
  }

  /// A full disk, a lost or overwhelmed database pass; a unique index that no repository expected to refuse is a conflict;
  /// all else is our mistake.
  public init(_ error: SQLError) {
    switch error {
    case .diskFull, .readOnly:
      self.init(.unavailable, "The server cannot save anything right now", retryAfter: .seconds(5))
    case .unavailable, .closed, .outOfMemory:
      self.init(.unavailable, "The server cannot save or read anything right now", retryAfter: .seconds(5))
    case .circuitOpen(let wait):
      self.init(.unavailable, "The server cannot save or read anything right now", retryAfter: max(wait, .seconds(1)))
    case .busy, .overloaded, .transient:
      self.init(.unavailable, "The server is busy. Try again in a moment", retryAfter: .seconds(1))
    case .uniqueViolation:
      self.init(.conflict, "This exists already")
    case .foreignKeyViolation, .checkViolation, .notNullViolation, .corrupt, .statement, .decoding, .misuse, .migration:
      self.init(.database, "The database could not do this")
    }
  }
}

extension Identifier: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .integer(rawValue) }
  public init(column: Column) throws(SQLError) { self.init(try column.integer()) }
}

extension SessionID: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .text(rawValue) }
  public init(column: Column) throws(SQLError) { self.init(try column.text()) }
}

extension Timestamp: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .integer(microseconds) }
  public init(column: Column) throws(SQLError) { self.init(microseconds: try column.integer()) }
}

extension SubjectNumber: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .integer(rawValue) }
  public init(column: Column) throws(SQLError) { self.init(rawValue: try column.integer()) }
}

extension Role: SQLEncodable, SQLDecodable {}
extension Permission: SQLEncodable, SQLDecodable {}
