import Accounts
import Core
import JSON
import Telemetry

/// Takes archives in, one after another, as long as the server runs. Where it was interrupted, it goes on.
struct ImportWork: Sendable {
  /// How often it looks for what an earlier process left.
  private static let turn = Duration.seconds(5)
  /// Items between two notes of how far it is.
  private static let bite = 10
  /// Bytes of one item of a list, and of a part that is one value.
  private static let longest = 1 << 20
  /// Bytes of a part that is an object with lists.
  private static let longestObject = 32 << 20

  let service: ImportService
  let members: MemberService
  let parts: [PersonalData]
  let carrying: PartCarrying
  /// The address of this place.
  let origin: String
  /// A call of the server itself, now.
  let system: @Sendable () -> Scope
  let log: Logger

  // MARK: In a server

  /// Returns when its task is cancelled.
  func run(_ publisher: any EventPublisher) async throws {
    let rings = service.bell.listen()
    try await service.removeLeftovers(system())
    service.bell.ring()
    await withDiscardingTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          // Only a cancellation ends it early.
          try? await Task.sleep(for: Self.turn)
          service.bell.ring()
        }
      }
      for await _ in rings { while !Task.isCancelled, await takeNext(publisher) {} }
      group.cancelAll()
    }
  }

  /// False when there is nothing to do.
  private func takeNext(_ publisher: any EventPublisher) async -> Bool {
    do {
      guard let (one, lock) = try await service.next(system()) else { return false }
      let ended = try await take(one, from: service.path(one.file)) { publisher.publish($0) }
      if !ended.isUnfinished { await service.removeFile(ended.file) }
      withExtendedLifetime(lock) {}
      return !ended.isUnfinished
    } catch is CancellationError {
      return false
    } catch {
      // The database or the disk has to come back first.
      log.warning("import_interrupted", ["error": "\(error)"])
      return false
    }
  }

  // MARK: One archive

  /// Takes an archive in; how it ended. Throws when it has to be gone on with later.
  func take(_ begun: Import, from path: String, publish: @escaping @Sendable (Outbox) -> Void) async throws -> Import {
    var one = begun
    one.state = .running
    do {
      let archive = try await ArrivingArchive.open(path, unpackedUpTo: service.unpacked, on: service.disk)
      let member = try await owner(of: one)
      let steps = steps(of: archive, of: member)
      if one.parts.isEmpty { one.parts = steps.map { Import.Part(name: $0.name) } }
      try await note(&one)
      while one.part < steps.count {
        try await take(steps[one.part], &one, archive, publish)
        (one.part, one.item) = (one.part + 1, 0)
        try await note(&one)
      }
      one.state = .done
    } catch let error as AppError where error.code != .unavailable {
      (one.state, one.error) = (.failed, error.message)
    }
    try await note(&one)
    return one
  }

  private func owner(of one: Import) async throws -> Member {
    guard let member = try await members.member(system(), one.owner) else { throw AppError.notFound("The account") }
    return member
  }

  private func note(_ one: inout Import) async throws {
    one.updatedAt = system().now
    try await service.save(one)
  }

  /// What is done with one part.
  private struct Step: Sendable {
    enum Kind: Sendable {
      case take(PersonalArrival)
      case carry(host: String, origin: String)
      /// It is at home here.
      case leave
    }

    let name: String
    let part: String
    let path: String
    let kind: Kind

    init(_ part: String, _ kind: Kind) {
      (name, self.part, path, self.kind) = (part, part, "\(part).json", kind)
    }

    /// A part that was carried before.
    init(carriedFrom host: String, _ part: String) {
      (name, self.part, path) = ("\(host)/\(part)", part, "carried/\(host)/\(part).json")
      kind = .carry(host: host, origin: "")
    }
  }

  /// Parts that others refer to come first; what belongs to other places comes last.
  private func steps(of archive: ArrivingArchive, of member: Member) -> [Step] {
    let manifest = archive.manifest
    let named = Set(manifest.parts.map { ShortName($0) })
    let own = parts.filter { named.contains(ShortName($0.name)) }
    let arrivals = own.compactMap { part in part.arrival.map { (part.name, $0) } }
    let sorted = arrivals.filter { $0.1.stage == .first } + arrivals.filter { $0.1.stage == .referring }
    let taken = Set(sorted.map { ShortName($0.0) })
    let home = manifest.origin.utf8.elementsEqual(origin.utf8) && manifest.member.utf8.elementsEqual(member.uuid.utf8)
    return sorted.map { Step($0.0, .take($0.1)) }
      + manifest.parts.filter { !taken.contains(ShortName($0)) }.map { name in
        let isHome = home && own.contains { $0.name.utf8.elementsEqual(name.utf8) }
        return Step(name, isHome ? .leave : .carry(host: manifest.host, origin: manifest.origin))
      }
      + archive.carried.map { Step(carriedFrom: $0.host, $0.part) }
  }

  private func take(
    _ step: Step, _ one: inout Import, _ archive: ArrivingArchive, _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    switch step.kind {
    case .take(let arrival):
      switch arrival.shape {
      case .list: try await takeList(step, arrival, &one, archive, publish)
      case .whole: try await takeWhole(step, arrival, &one, archive, publish)
      case .lists(let names): try await takeLists(names, step, arrival, &one, archive, publish)
      }
    case .carry(let host, let origin): try await carry(step, host, origin, &one, archive)
    case .leave: one.parts[one.part].skipped += 1
    }
  }

  private func carry(
    _ step: Step, _ host: String, _ origin: String, _ one: inout Import, _ archive: ArrivingArchive
  ) async throws {
    do {
      try await carrying.carry(step.path, host: host, part: step.part, origin: origin, archive, of: one.owner, system())
      one.parts[one.part].carried = true
    } catch let error as AppError where error.code != .unavailable {
      one.parts[one.part].refuse(step.path, error.message)
    }
  }

  private func takeLists(
    _ names: [String], _ step: Step, _ arrival: PersonalArrival, _ one: inout Import, _ archive: ArrivingArchive,
    _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    guard let text = try await archive.bytes(step.path, upTo: Self.longestObject) else {
      return one.parts[one.part].refuse(step.path, "It is longer than \(Self.longestObject >> 20) MiB")
    }
    guard let whole = try? JSONValue(parsing: text), whole.object != nil else {
      return one.parts[one.part].refuse(step.path, "It is not a JSON object")
    }
    var number = 0
    for name in names {
      for (index, item) in (whole[name]?.array ?? []).enumerated() {
        number += 1
        guard number > one.item else { continue }
        try await take(.object([ShortName(name): item]), "\(step.path)#\(name).\(index + 1)", arrival, &one, archive, publish)
        one.item = number
        if number % Self.bite == 0 { try await note(&one) }
        try Task.checkCancellation()
      }
    }
    let manifest = archive.manifest
    let member = try await owner(of: one)
    let isHome = manifest.origin.utf8.elementsEqual(origin.utf8) && manifest.member.utf8.elementsEqual(member.uuid.utf8)
    if !isHome { try await carry(step, manifest.host, manifest.origin, &one, archive) }
  }

  private func takeList(
    _ step: Step, _ arrival: PersonalArrival, _ one: inout Import, _ archive: ArrivingArchive, _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    let pieces = ArrivingPieces(archive, step.path)
    var items = JSONItems(limit: Self.longest)
    var number = 0
    do {
      while let piece = try await pieces.next() {
        for item in try items.take(piece) {
          number += 1
          guard number > one.item else { continue }
          try await take(item, "\(step.path)#\(number)", arrival, &one, archive, publish)
          one.item = number
          if number % Self.bite == 0 { try await note(&one) }
          try Task.checkCancellation()
        }
      }
      try items.finish()
    } catch let error as JSONItems.Malformed {
      one.parts[one.part].refuse(
        step.path, error == .tooLong ? "An item is longer than \(Self.longest >> 20) MiB" : "It is not a JSON array")
    }
  }

  private func takeWhole(
    _ step: Step, _ arrival: PersonalArrival, _ one: inout Import, _ archive: ArrivingArchive, _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    guard one.item == 0 else { return }
    guard let text = try await archive.bytes(step.path, upTo: Self.longest) else {
      return one.parts[one.part].refuse(step.path, "It is longer than \(Self.longest >> 20) MiB")
    }
    try await take(text, step.path, arrival, &one, archive, publish)
    one.item = 1
  }

  private func take(
    _ item: [UInt8], _ path: String, _ arrival: PersonalArrival, _ one: inout Import, _ archive: ArrivingArchive,
    _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    guard let value = try? JSONValue(parsing: item) else { return one.parts[one.part].refuse(path, "It is not valid JSON") }
    try await take(value, path, arrival, &one, archive, publish)
  }

  /// Takes one item, as the member would make it: with what they may do now.
  private func take(
    _ value: JSONValue, _ path: String, _ arrival: PersonalArrival, _ one: inout Import, _ archive: ArrivingArchive,
    _ publish: @Sendable (Outbox) -> Void
  ) async throws {
    let server = system()
    let member = try await owner(of: one)
    let scope = Scope(
      caller: .member(member), requestID: "import-\(one.id)", now: server.now, random: server.random, outbox: Outbox())
    do {
      switch try await arrival.take(scope, value, archive) {
      case .created: one.parts[one.part].created += 1
      case .skipped: one.parts[one.part].skipped += 1
      }
    } catch let error as AppError where error.code != .unavailable {
      one.parts[one.part].refuse(path, error.told)
    }
    publish(scope.outbox)
  }
}

extension AppError {
  /// What is wrong, with the fields by name.
  fileprivate var told: String {
    guard details.count > 1 else { return message }
    return details.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
