/// Every limit of PROTOCOL.md §5. `NEOSPACE_LIMIT_<NAME>` overrides one; test mode lifts all.
public struct Limits: Equatable, Sendable {
  /// Sign-up, sign-in and password change together, forms included; per address.
  public var credentials = Limit("credentials", .minute(5))
  /// `/api/tasks*`; per user.
  public var tasks = Limit("tasks", .minute(100))
  /// All other HTTP; per user, or per address when anonymous.
  public var requests = Limit("requests", .minute(200), .hour(5_000))
  /// Socket handshakes; per user.
  public var handshakes = Limit("handshakes", .minute(60))
  public var postMessage = Limit("post_message", .minute(60), .seconds(5, 20))
  public var editMessage = Limit("edit_message", .minute(20))
  public var deleteMessage = Limit("delete_message", .minute(20))
  public var react = Limit("react", .minute(20))
  public var sendDM = Limit("send_dm", .minute(20))
  public var follow = Limit("follow", .minute(20))
  public var report = Limit("report", .minute(20))
  /// Changing one's username; per user. Counted in the database, so it also holds across restarts.
  public var rename = Limit("rename", windows: [Limit.Window(1, per: .days(1))], longestSpan: .days(1))
  public var createRoom = Limit("create_room", .hour(10))
  /// Letting somebody into a private room, or inviting them.
  public var addMember = Limit("add_member", .hour(60))
  /// KiB of rendered text, of posts and edits together; the first 2 KiB of each are free.
  public var postKilobytes = Limit("post_kilobytes", .minute(256))
  /// Excess is dropped silently; per user.
  public var typing = Limit("typing", .minute(30))
  /// Any message; per socket.
  public var socketMessages = Limit("socket_messages", .minute(300))
  /// Any message; per member, over all sockets and nodes.
  public var memberMessages = Limit("member_messages", .minute(600))
  /// Refused messages on one socket before it is closed as flooding.
  public var refusedMessages = Limit("refused_messages", .minute(100))
  /// Letters that a change of address causes; per member, and per address they go to.
  public var addressLetters = Limit("address_letters", .hour(10))
  public var redeemKeyByUser = Limit("redeem_key_user", .hour(10))
  public var redeemKeyByAddress = Limit("redeem_key_address", .hour(30))

  /// Simultaneous sockets of one user; one more is refused with 429.
  public var socketsPerUser = 10
  /// Rooms one socket may view; one more is `LIMIT_EXCEEDED`.
  public var roomsPerSocket = 50
  /// Rooms a member has made that still exist; one more is `LIMIT_EXCEEDED`.
  public var roomsPerMember = 100
  /// Rooms of the community; one more is `LIMIT_EXCEEDED`.
  public var rooms = 5_000
  /// Rooms a member belongs to; one more is `LIMIT_EXCEEDED`.
  public var joinedRooms = 200
  /// Simultaneous connections of one address; 0 = no limit.
  public var connectionsPerAddress = 100

  public init() {}

  /// The windowed limits, for overriding by name and for lifting. The counts above are set by their own keys.
  static var windowed: [any WritableKeyPath<Limits, Limit> & Sendable] {
    [
      \.credentials, \.tasks, \.requests, \.handshakes, \.postMessage, \.editMessage, \.deleteMessage, \.react, \.sendDM, \.follow,
      \.report, \.createRoom, \.addMember, \.postKilobytes, \.typing, \.socketMessages, \.memberMessages, \.refusedMessages,
      \.redeemKeyByUser, \.redeemKeyByAddress, \.rename, \.addressLetters,
    ]
  }

  /// Nothing is limited: test mode.
  public static var lifted: Limits {
    var limits = Limits()
    for path in windowed { limits[keyPath: path] = limits[keyPath: path].lifted }
    limits.socketsPerUser = .max
    limits.roomsPerSocket = .max
    limits.roomsPerMember = .max
    limits.rooms = .max
    limits.joinedRooms = .max
    limits.connectionsPerAddress = 0
    return limits
  }
}
