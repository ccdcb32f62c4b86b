import Chat
import Core

/// What the server knows of a member's connections and rooms.
struct InternalsService: Sendable {
  let history: HistoryService
  let sockets: MemberSockets
  let figures: ServerFigures

  func report(_ scope: Scope) async throws -> InternalsReport {
    let member = try scope.requireMember()
    async let open = sockets.all(of: member.id)
    let heads = try await history.heads(scope)
    return InternalsReport(
      node: figures.node ?? "", version: figures.version, startedAt: figures.startedAt ?? scope.now, mode: scope.gate.mode,
      now: scope.now, sockets: await open, rooms: heads)
  }

  /// - Parameters:
  ///   - socket: The one that asks.
  ///   - viewed: The rooms that it views.
  func inspection(_ scope: Scope, of socket: SocketFacts, viewing viewed: [ViewedRoom]) async throws -> Inspection {
    let heads = try await history.heads(scope, of: viewed)
    let rooms = viewed.compactMap { room in heads[room.room].map { Inspection.Room(viewed: room, epoch: $0.epoch, seq: $0.seq) } }
    return Inspection(socket: socket, rooms: rooms)
  }
}
