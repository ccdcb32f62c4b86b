import Core

/// The rules of one socket: what happens to each incoming message, and which places it views. A pure value.
struct ConnectionState {
  enum Action {
    case answer(Envelope, by: SocketMessage)
    case refuse(AppError, requestID: String?)
    case refuseAndClose(AppError, requestID: String?, SocketClose)
    case close(SocketClose)
    /// Not answered: `typing`, and every message once the socket is being closed.
    case ignore
  }

  /// A place this socket views. A view that starts over gets a new number.
  struct View: Equatable {
    let name: String
    let number: Int
    /// The permission it needs, at the start and later.
    let policy: SocketPolicy
  }

  static let badEnvelopesInARow = 3

  private(set) var views: [PlaceID: View] = [:]
  private(set) var isClosing = false
  private var badEnvelopes = 0
  private var lastView = 0
  private var messages = SlidingLog()
  private var refusals = SlidingLog()

  init() {}

  /// `memberAdmission` counts the message for the member, over all their sockets; it is asked when this socket's own limit lets it pass.
  mutating func received(
    _ reading: Envelope.Reading, limits: Limits, now: Timestamp, memberAdmission: () -> Admission = { .allowed },
    message: (_ type: String) -> SocketMessage?
  ) -> Action {
    guard !isClosing else { return .ignore }
    var admission = messages.admit(limits[.socketMessages], now: now)
    if admission == .allowed { admission = memberAdmission() }
    switch reading {
    case .malformed:
      badEnvelopes += 1
      let error = AppError(.badRequest, "This is not an envelope: {\"v\":1,\"type\":…,\"data\":{…}}")
      guard badEnvelopes < Self.badEnvelopesInARow else { return closing(.badEnvelopes, after: error, requestID: nil) }
      return refusing(admission.refusal ?? error, requestID: nil, limits: limits, now: now)

    case .refused(let error, let type, let requestID):
      badEnvelopes = 0
      let isSilent = error.code != .unsupportedVersion && message(type)?.isAnswered == false
      let action = refusing(admission.refusal ?? error, requestID: requestID, limits: limits, now: now)
      return isSilent ? silent(action) : action

    case .envelope(let envelope):
      badEnvelopes = 0
      guard let message = message(envelope.type) else {
        let error = AppError(.unknownType, "There is no message of this type")
        return refusing(admission.refusal ?? error, requestID: envelope.requestID, limits: limits, now: now)
      }
      guard let refusal = admission.refusal else { return .answer(envelope, by: message) }
      let action = refusing(refusal, requestID: envelope.requestID, limits: limits, now: now)
      return message.isAnswered ? action : silent(action)
    }
  }

  mutating func receivedBinary() -> Action {
    guard !isClosing else { return .ignore }
    isClosing = true
    return .close(.binary)
  }

  /// Counts a message whose error was the client's fault. Too many of them end the socket.
  mutating func wasRefused(limits: Limits, now: Timestamp) -> SocketClose? {
    guard !isClosing, refuse(limits, now) else { return nil }
    isClosing = true
    return .flooding
  }

  /// The socket is being closed for a reason found elsewhere. False when it is closing already.
  mutating func close() -> Bool {
    defer { isClosing = true }
    return !isClosing
  }

  // MARK: Places

  /// Throws `LIMIT_EXCEEDED` if one more place, besides others about to be viewed, is too many.
  func requireRoom(for place: PlaceID, besides others: Int, limits: Limits) throws(AppError) {
    guard views[place] != nil || views.count + others < limits[.roomsPerSocket] else {
      throw AppError(.limitExceeded, "A connection views at most \(limits[.roomsPerSocket]) rooms and places")
    }
  }

  /// Starts a view, or starts it over. Nil once the socket is closing.
  mutating func view(_ place: Place, policy: SocketPolicy) -> View? {
    guard !isClosing else { return nil }
    lastView += 1
    let view = View(name: place.name, number: lastView, policy: policy)
    views[place.id] = view
    return view
  }

  /// Ends a view and returns it; nil if there was none. With a number only that one, not one that started over.
  mutating func endView(of place: PlaceID, number: Int? = nil) -> View? {
    guard let view = views[place], number == nil || view.number == number else { return nil }
    views[place] = nil
    return view
  }

  func room(named name: String) -> RoomID? { views.lazy.filter { $0.value.name == name }.compactMap(\.key.room).first }

  // MARK: Limits

  private mutating func refusing(_ error: AppError, requestID: String?, limits: Limits, now: Timestamp) -> Action {
    refuse(limits, now) ? closing(.flooding, after: error, requestID: requestID) : .refuse(error, requestID: requestID)
  }

  private mutating func refuse(_ limits: Limits, _ now: Timestamp) -> Bool {
    _ = refusals.admit(limits[.refusedMessages], now: now)
    return refusals.isFull(limits[.refusedMessages], now: now)
  }

  private mutating func closing(_ close: SocketClose, after error: AppError, requestID: String?) -> Action {
    isClosing = true
    return .refuseAndClose(error, requestID: requestID, close)
  }

  private func silent(_ action: Action) -> Action {
    if case .refuseAndClose(_, _, let close) = action { .close(close) } else { .ignore }
  }
}

extension Admission {
  /// The error that answers a message beyond a limit.
  fileprivate var refusal: AppError? {
    if case .refused(let retryAfter) = self { .rateLimited(retryAfter: retryAfter) } else { nil }
  }
}
