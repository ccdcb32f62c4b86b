/// The history of places of one kind whose objects may come from several features.
public struct ObjectHistory: PlaceHistory {
  private let source: any PlaceSource
  private let objects: [any PlaceObjects]
  private let places: PlaceRepository

  public var kind: PlaceKind { source.kind }
  public let feature: FeatureSwitch?

  /// - Parameters:
  ///   - feature: what the places are switched off with.
  ///   - objects: Of all kinds; those of other kinds are ignored.
  public init(_ source: any PlaceSource, of feature: FeatureSwitch? = nil, objects: [any PlaceObjects], places: PlaceRepository) {
    self.source = source
    self.feature = feature
    self.objects = objects.filter { $0.kind == source.kind }
    self.places = places
  }

  public func find(_ name: String, for member: Member) async throws -> Place? { try await source.find(name, for: member) }

  public func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await source.ended(among: viewers) }

  public var permission: Permission? { source.permission }

  public var checksEachChange: Bool { source.checksEachChange }

  public var signals: [PlaceSignal] { source.signals }

  public func viewBegan(of place: PlaceID) { source.viewBegan(of: place) }

  public func viewEnded(of place: PlaceID, on socket: String) { source.viewEnded(of: place, on: socket) }

  public func recipients(of signal: [UInt8], among places: [PlaceID]) async throws -> [PlaceID] {
    try await source.recipients(of: signal, among: places)
  }

  public func places(of member: UserID) -> [PlaceID] { source.places(of: member) }

  public func names(of places: [PlaceID]) async throws -> [PlaceID: String] { try await source.names(of: places) }

  public func head(of place: PlaceID) async throws -> PlaceHead { try await places.head(of: place) }

  public func head(of place: PlaceID, for viewer: UserID) async throws -> PlaceHead {
    try await places.read { snapshot in
      let head = try await places.head(of: place, at: snapshot).head
      return try await shown(head, of: place, to: viewer, at: snapshot)
    }
  }

  private func shown(_ head: PlaceHead, of place: PlaceID, to viewer: UserID, at snapshot: Snapshot) async throws -> PlaceHead {
    guard let sequence = try await source.shown(of: place, to: viewer, at: snapshot) else { return head }
    return PlaceHead(epoch: head.epoch, sequence: min(sequence, head.sequence))
  }

  public func newest(in place: PlaceID, for viewer: UserID) async throws -> [HistoryPage] {
    try await places.read { snapshot in
      let all = try await places.head(of: place, at: snapshot).head
      let head = try await self.shown(all, of: place, to: viewer, at: snapshot)
      var shown: [PlaceObject] = []
      for type in objects { shown += try await type.first(in: place, for: viewer, at: snapshot) }
      var pages: [HistoryPage] = []
      var rest = shown[...]
      repeat {
        var page = PagePacker()
        rest = rest.dropFirst(rest.prefix { page.take($0.json) }.count)
        // Only the last of several pages is a cursor: a client that gets no further starts over.
        let sequence = rest.isEmpty ? head.sequence : 0
        let position = rest.isEmpty ? all.sequence : 0
        pages.append(
          HistoryPage(epoch: head.epoch, objects: page.array, sequence: sequence, position: position, isComplete: rest.isEmpty))
      } while !rest.isEmpty
      return pages
    }
  }

  public func page(in place: PlaceID, after cursor: HistoryCursor, for viewer: UserID) async throws -> HistoryRead {
    try await places.read { snapshot in
      let (all, collected) = try await places.head(of: place, at: snapshot)
      let head = try await shown(all, of: place, to: viewer, at: snapshot)
      guard cursor.epoch == head.epoch, (collected...max(collected, head.sequence)).contains(cursor.sequence) else {
        return .reset(epoch: head.epoch)
      }
      let changed =
        cursor.sequence == head.sequence
        ? [] : try await changed(in: place, after: cursor.sequence, limit: HistoryPage.mostObjects, for: viewer, at: snapshot)
      var page = PagePacker()
      let taken = changed.prefix { page.take($0.json) }
      let isEnd = taken.count == changed.count && changed.count < HistoryPage.mostObjects
      let sequence = isEnd ? head.sequence : taken.last?.sequence ?? head.sequence
      return .page(
        HistoryPage(
          epoch: head.epoch, objects: page.array, sequence: sequence, position: sequence >= head.sequence ? all.sequence : sequence,
          isComplete: sequence >= head.sequence))
    }
  }

  public func lastSequences(of wanted: [PlaceID]) async throws -> [PlaceID: Int64] {
    let known = try await places.lastSequences(of: wanted)
    return Dictionary(wanted.map { ($0, known[$0] ?? 0) }, uniquingKeysWith: { first, _ in first })
  }

  public func changes(in place: PlaceID, after sequence: Int64, limit: Int) async throws -> [PlaceChange] {
    try await places.read { snapshot in
      try await changed(in: place, after: sequence, limit: limit, for: nil, at: snapshot).map { object in
        PlaceChange(
          type: Event.changed, sequence: object.sequence, data: object.json, hiddenFrom: object.hiddenFrom, shownTo: object.shownTo)
      }
    }
  }

  /// Of all types together, by sequence. Each type gives as many as fit, so the first of them all are among them.
  private func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    var changed: [PlaceObject] = []
    for type in objects { changed += try await type.changed(in: place, after: sequence, limit: limit, for: viewer, at: snapshot) }
    return Array(changed.sorted { $0.sequence < $1.sequence }.prefix(limit))
  }
}
