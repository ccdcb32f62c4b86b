import Accounts
import AccountsTesting
import Core
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Tasks

/// A list as an open tab keeps it: loaded once, then folded from events.
struct Copy {
  private(set) var tasks: [Int64: JSONValue] = [:]
  private var sequences: [Int64: Int64] = [:]

  init(loading tasks: [TaskItem], of owner: Member) throws {
    for task in tasks {
      var json = JSONWriter()
      task.write(to: &json, owner: owner)
      self.tasks[task.id.rawValue] = try JSONValue(parsing: json.bytes)
    }
  }

  /// A changed task takes its place unless a later state of it is known; a tombstone removes it.
  mutating func fold(_ event: Event) throws {
    #expect(event.type == Event.changed)
    guard case .object(var object) = try JSONValue(parsing: event.data) else { return #expect(Bool(false)) }
    let id = try #require(object["id"]?.int)
    let seq = try #require(object["seq"]?.int)
    #expect(object["type"] == "task" && event.sequence == seq)
    guard seq > sequences[id] ?? 0 else { return }
    sequences[id] = seq
    guard object["deleted"] == .bool(false) else {
      #expect(Set(object.keys.map(\.description)) == ["type", "id", "seq", "deleted", "html"])
      tasks[id] = nil
      return
    }
    // The head of an object; the rest is the task as the HTTP API gives it.
    for name in ["type", "seq", "deleted", "order", "html"] { object[ShortName(name)] = nil }
    tasks[id] = .object(object)
  }
}

/// Checks that the state before, folded with the events of a change, is the state that is read afterwards; that the events go to the
/// member and nobody else; and that the counts are those of the rows. Returns the types of the events.
@discardableResult
func verifyAction(
  in house: TaskHouse, of member: TestMember, sourceLocation: SourceLocation = #_sourceLocation,
  _ action: (Scope) async throws -> Void
) async throws -> [String] {
  let outbox = Outbox()
  let scope = try await house.scope(member, outbox: outbox)
  let owner = try #require(scope.member)
  var copy = try Copy(loading: try await house.all(of: member), of: owner)
  try await action(scope)
  let events = outbox.take()
  for event in events {
    #expect(event.audience == .place(.me(member.id)), sourceLocation: sourceLocation)
    try copy.fold(event)
  }
  #expect(try copy.tasks == Copy(loading: try await house.all(of: member), of: owner).tasks, sourceLocation: sourceLocation)
  try await expectCounts(in: house, of: member, sourceLocation: sourceLocation)
  return events.map(\.type)
}

func expectCounts(in house: TaskHouse, of member: TestMember, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  let counts = try await house.tasks.list(house.scope(member), TaskPageRequest()).counts
  let tasks = try await house.all(of: member)
  #expect(
    counts.completed == tasks.count(where: \.isCompleted) && counts.pending == tasks.count { !$0.isCompleted },
    sourceLocation: sourceLocation)
}
