import Core
import JSON

/// The messages by which clients watch places; each feature adds places, not messages.
enum PlaceMessages {
  static let all = [watch, unwatch, signal]

  /// Longest `kind:name` that is looked up.
  private static let names = 1...128

  private static let watch = SocketMessage("watch", .member, effect: .read) { fields in
    (name: fields.text("place", names), cursor: fields.optionalCursor())
  } answer: { call, watch in
    let member = try call.scope.requireMember()
    let (place, history) = try await find(watch.name, call)
    try call.view(place, from: watch.cursor)
    let head = try await history.head(of: place.id, for: member.id)
    var writer = JSONWriter(capacity: 128)
    writer.object { writer in
      writer.field("place", place.name)
      writer.field("epoch", head.epoch)
      writer.field("seq", head.sequence)
    }
    return .message(type: "watching", data: writer.bytes)
  }

  private static let unwatch = SocketMessage("unwatch", .member, effect: .read) { fields in
    fields.text("place", names)
  } answer: { call, name in
    do {
      call.endViewing(try await find(name, call).place.id)
    } catch let error as AppError where error.code == .notFound {
      // What may not be seen is not viewed either.
    }
    return .ack()
  }

  /// What else a signal carries is read once its place and name are known.
  private static let signal = SocketMessage("signal", .member) { fields in
    let all = fields
    fields.ignoreRest()
    return (place: fields.text("place", names), name: fields.text("name", 1...64), all: all)
  } answer: { call, sent in
    let (place, history) = try await find(sent.place, call)
    guard let signal = history.signals.first(where: { $0.name.utf8.elementsEqual(sent.name.utf8) }) else {
      throw AppError.validation("name", "is not a signal of this place")
    }
    return .ack(try await signal.answer(sent.all, call.viewing.sender(call.scope, in: place.id), place.id))
  }

  /// `NOT_FOUND` for a place that does not exist and for one that the member may not watch.
  private static func find(_ text: String, _ call: SocketCall) async throws -> (place: Place, history: any PlaceHistory) {
    let bytes = Array(text.utf8)
    let kind = bytes.prefix { $0 != UInt8(ascii: ":") }
    let hasName = kind.count < bytes.count
    let name = String(decoding: bytes.dropFirst(kind.count + 1), as: UTF8.self)
    guard let member = call.scope.member, !hasName || !name.isEmpty, let kind = PlaceKind(name: kind.map(lowercased)),
      let history = call.viewing.histories[kind]
    else { throw AppError.notFound("The place") }
    if let feature = history.feature { try call.scope.gate.require(feature) }
    guard let place = try await history.find(name, for: member)
    else { throw AppError.notFound("The place") }
    return (place, history)
  }

  private static func lowercased(_ letter: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) ? letter | 0x20 : letter
  }
}
