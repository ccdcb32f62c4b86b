import Core
import JSON

/// Who may send a message of a type. Every type has one; being signed in and not banned is checked for all.
public enum SocketPolicy: Equatable, Sendable {
  /// Any member.
  case member
  /// Members who hold the permission.
  case permission(Permission)
  /// Members who hold one of the two. Which of them it takes, the service knows.
  case either(Permission, Permission)

  func allows(_ member: Member) -> Bool {
    switch self {
    case .member: true
    case .permission(let permission): member.permissions.contains(permission)
    case .either(let one, let other): member.permissions.contains(one) || member.permissions.contains(other)
    }
  }
}

/// Which switch of the site a type of message belongs to.
public enum SocketSwitching: Equatable, Sendable {
  /// To that of its feature, if the feature has one.
  case withFeature
  case by(FeatureSwitch)
  /// To that of rooms or of conversations, as its field `room` says.
  case byRoom
  /// To one of the two, and only the service knows which. Refused here if both are off.
  case byMessage
  /// It goes on, or the place that it names decides.
  case never

  func require(_ gate: SiteGate, _ data: JSONValue) throws(AppError) {
    if gate.off.isEmpty { return }
    switch self {
    case .withFeature, .never: return
    case .by(let feature): try gate.require(feature)
    case .byRoom: try gate.require(FeatureSwitch(ofRoomNamed: data["room"]?.string ?? ""))
    case .byMessage: if gate.off.contains(.rooms) { try gate.require(.messages) }
    }
  }
}

/// One type of message clients send: its name, who may send it, how often, what its `data` must be, and what answers it.
///
///     SocketMessage("pin_note", .permission(.useTasks), limit: .createNote) { fields throws(AppError) in
///       (id: fields.id("id", of: NoteEntity.self), above: fields.optionalID("above", of: NoteEntity.self))
///     } answer: { call, pin in
///       try await notes.pin(call.scope, pin.id, above: pin.above)
///       return .ack()
///     }
///
/// Messages of one socket are answered one after another, in the order they came.
public struct SocketMessage: Sendable {
  public enum Effect: Equatable, Sendable {
    /// Changes something: `scope.replay` carries the `request_id`, so that a retry has one effect.
    case change
    /// Only reads, or only concerns this socket.
    case read
  }

  public let type: String
  public let policy: SocketPolicy
  /// Counted per member; nil if only the limits of the socket apply.
  public let limit: Limit?
  public let effect: Effect
  /// False for `typing`, which is never answered, not even by an error.
  public let isAnswered: Bool
  public private(set) var switching = SocketSwitching.withFeature
  let answer: @Sendable (consuming Fields, AnyCall) async throws -> Reply

  /// `read` takes the fields of `data` and refuses unknown ones by not asking for them; `answer` calls a service. `limitOf` is for messages
  /// that count against another limit if their fields say so; nil then stands for `limit`.
  public init<Input: Sendable>(
    _ type: String, _ policy: SocketPolicy, limit: Limit? = nil, effect: Effect = .change,
    limitOf: @escaping @Sendable (Input) -> Limit? = { _ in nil },
    read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    answer: @escaping @Sendable (SocketCall, Input) async throws -> Reply
  ) {
    self.init(type, policy, limit: limit, effect: effect, isAnswered: true, limitOf: limitOf, read: read, answer: answer)
  }

  init<Input: Sendable>(
    _ type: String, _ policy: SocketPolicy, limit: Limit?, effect: Effect, isAnswered: Bool,
    limitOf: @escaping @Sendable (Input) -> Limit? = { _ in nil },
    read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    answer: @escaping @Sendable (SocketCall, Input) async throws -> Reply
  ) {
    self.type = type
    self.policy = policy
    self.limit = limit
    self.effect = effect
    self.isAnswered = isAnswered
    self.answer = { fields, call in
      let input = try Fields.read(fields, read)
      if let limit = limitOf(input) ?? limit { try await call.admit(limit) }
      return try await answer(call.call, input)
    }
  }

  /// The same message under another switch than that of its feature.
  public func switched(_ switching: SocketSwitching) -> SocketMessage {
    var copy = self
    copy.switching = switching
    return copy
  }

  /// The same message as part of a feature with this switch, unless it is declared otherwise.
  public func belonging(to feature: FeatureSwitch?) -> SocketMessage {
    switching == .withFeature ? switched(feature.map { .by($0) } ?? .never) : self
  }

  /// A call before its limit has been asked: fields are read first, so that only messages that make sense count.
  struct AnyCall: Sendable {
    let call: SocketCall
    let admit: @Sendable (Limit) async throws -> Void
  }
}

/// What answers a message.
public enum Reply: Equatable, Sendable {
  /// `ack` with this JSON object.
  case ack([UInt8])
  /// A message of another type with this JSON object: `rooms`, `pong`, `room_joined`.
  case message(type: String, data: [UInt8])
  /// A page of the history of the place of that kind and name. It is written out before the next message of the socket is read.
  case page(HistoryRead, of: PlaceKind, named: String)
  case none

  /// `ack` with `{}`.
  public static func ack() -> Reply { .ack(Array("{}".utf8)) }
}
