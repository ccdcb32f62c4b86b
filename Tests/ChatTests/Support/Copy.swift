import Core
import JSON

@testable import Chat

/// A room as a client has it: a fold of `message` objects by `id`, keeping the highest `seq`. Nothing else.
struct Copy: Equatable {
  private(set) var messages: [Int64: JSONValue] = [:]

  mutating func take(_ message: JSONValue) {
    let id = message["id"]!.int!
    if let known = messages[id], known["seq"]!.int! >= message["seq"]!.int! { return }
    messages[id] = message
  }

  mutating func take(_ event: Event) throws {
    guard event.sequence != nil else { return }
    take(try JSONValue(parsing: event.data))
  }

  mutating func take(_ page: HistoryPage) throws {
    for message in try JSONValue(parsing: page.objects).array! { take(message) }
  }
}

extension World {
  /// The room loaded afresh, by catching up from nothing.
  func loaded(_ room: RoomName) async throws -> Copy {
    var copy = Copy()
    try await catchUp(&copy, room, from: 0)
    return copy
  }

  /// Folds all pages from the cursor on; the number of pages.
  @discardableResult
  func catchUp(_ copy: inout Copy, _ room: RoomName, from seq: Int64) async throws -> Int {
    let id = try await id(of: room)
    var cursor = HistoryCursor(epoch: epoch, sequence: seq)
    var pages = 0
    while true {
      guard case .page(let page) = try await chat.live.page(in: id, after: cursor) else { throw AppError(.conflict, "reset") }
      try copy.take(page)
      pages += 1
      if page.isComplete { return pages }
      cursor = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
    }
  }
}
