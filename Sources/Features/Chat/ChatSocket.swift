import Core
import Live

/// What chat answers over the socket. One place to see every message, who may send it, and how often.
extension ChatFeature {
  public var socketMessages: [SocketMessage] {
    [listRooms, createRoom, addMember, removeMember]
      + [joinRoom, closeRoom, leaveRoom, backfill, roomState, postMessage, markRead].map { $0.switched(.byRoom) }
      + [editMessage, deleteMessage, react].map { $0.switched(.byMessage) }
      + [openConversation, listConversations, clearConversation].map { $0.switched(.by(.messages)) }
  }
}

// MARK: Rooms

extension ChatFeature {
  private var listRooms: SocketMessage {
    SocketMessage("list_rooms", .permission(.readRoom), effect: .read) { _ throws(AppError) in
    } answer: { call, _ in
      .message(type: "rooms", data: try await rooms.list(call.scope).json)
    }
  }

  private var createRoom: SocketMessage {
    SocketMessage("create_room", .permission(.createRoom), limit: .createRoom) { fields throws(AppError) in
      fields.newRoom()
    } answer: { call, new in
      .ack(try await rooms.create(call.scope, new.name, topic: new.topic, kind: new.kind).json)
    }
  }

  private var addMember: SocketMessage {
    SocketMessage("add_member", .permission(.readRoom), limit: .addMember) { fields throws(AppError) in
      (room: fields.room(), username: fields.username())
    } answer: { call, who in
      try await rooms.addMember(call.scope, who.username, to: .addressed(who.room))
      return .ack()
    }
  }

  private var removeMember: SocketMessage {
    SocketMessage("remove_member", .permission(.readRoom)) { fields throws(AppError) in
      (room: fields.room(), username: fields.username())
    } answer: { call, who in
      try await rooms.removeMember(call.scope, who.username, from: .addressed(who.room))
      return .ack()
    }
  }

  private var joinRoom: SocketMessage {
    SocketMessage("join_room", .permission(.readRoom), effect: .read) { fields throws(AppError) in
      (room: fields.room(), cursor: fields.optionalCursor())
    } answer: { call, join in
      let name = try RoomName.place(addressed: join.room)
      let isSeen = try await conversations.showsPresence(call.scope, in: name)
      let joined = try await rooms.join(call.scope, name) { room throws(AppError) in
        try call.view(Place(.room(room), named: name.rawValue), from: join.cursor, seen: isSeen)
      }
      return .message(type: "room_joined", data: joined.json)
    }
  }

  private var closeRoom: SocketMessage {
    SocketMessage("close_room", .permission(.readRoom), effect: .read) { fields throws(AppError) in
      fields.room()
    } answer: { call, room in
      call.endViewing(.room(try await rooms.enterable(call.scope, .place(addressed: room))))
      return .ack()
    }
  }

  private var leaveRoom: SocketMessage {
    SocketMessage("leave_room", .permission(.readRoom)) { fields throws(AppError) in
      fields.room()
    } answer: { call, room in
      try await rooms.leave(call.scope, .place(addressed: room))
      return .ack()
    }
  }

  private var backfill: SocketMessage {
    SocketMessage("backfill", .permission(.readRoom), effect: .read) { fields throws(AppError) in
      fields.backfill()
    } answer: { call, wanted in
      let name = try RoomName.place(addressed: wanted.room)
      switch wanted.from {
      case .cursor(let cursor):
        return .page(try await history.changed(call.scope, in: name, after: cursor, limit: wanted.limit), of: .room, named: name.rawValue)
      case .message(let bound):
        return .page(
          .page(try await history.older(call.scope, in: name, than: bound, limit: wanted.limit)), of: .room, named: name.rawValue)
      }
    }
  }
}

// MARK: Comparing

extension ChatFeature {
  private var roomState: SocketMessage {
    SocketMessage("room_state", .permission(.readRoom), limit: .roomState, effect: .read) { fields throws(AppError) in
      (room: fields.room(), from: fields.optionalID("from_id", of: MessageEntity.self))
    } answer: { call, wanted in
      let state = try await history.state(call.scope, in: .place(addressed: wanted.room), from: wanted.from ?? MessageID(1))
      return .message(type: "room_state", data: state.json)
    }
  }
}

// MARK: Messages

extension ChatFeature {
  private var postMessage: SocketMessage {
    SocketMessage(
      "post_message", .either(.postMessage, .sendDM), limit: .postMessage,
      limitOf: { RoomName.place($0.room)?.direct == nil ? nil : .sendDM }
    ) { fields throws(AppError) in
      let attachments = fields.attachments()
      return (
        room: fields.room(), text: fields.messageText("content", beside: attachments),
        replyTo: fields.optionalID("reply_to", of: MessageEntity.self), attachments: attachments ?? []
      )
    } answer: { call, post in
      .ack(
        try await messages.post(
          call.scope, in: .place(addressed: post.room), post.text, replyTo: post.replyTo, attaching: post.attachments
        ).json)
    }
  }

  private var editMessage: SocketMessage {
    SocketMessage("edit_message", .either(.postMessage, .sendDM), limit: .editMessage) { fields throws(AppError) in
      (id: fields.id("id", of: MessageEntity.self), text: fields.changedText("content"))
    } answer: { call, edit in
      .ack(try await messages.edit(call.scope, edit.id, to: edit.text).json)
    }
  }

  private var deleteMessage: SocketMessage {
    SocketMessage("delete_message", .permission(.readRoom), limit: .deleteMessage) { fields throws(AppError) in
      fields.id("id", of: MessageEntity.self)
    } answer: { call, id in
      .ack(try await messages.delete(call.scope, id).json)
    }
  }

  private var react: SocketMessage {
    SocketMessage("react", .permission(.readRoom), limit: .react) { fields throws(AppError) in
      (id: fields.id("id", of: MessageEntity.self), emoji: fields.emoji("emoji"), isOn: fields.flag("on"))
    } answer: { call, reaction in
      let ack =
        reaction.isOn
        ? try await messages.react(call.scope, to: reaction.id, with: reaction.emoji)
        : try await messages.unreact(call.scope, to: reaction.id, with: reaction.emoji)
      return .ack(ack.json)
    }
  }

  private var markRead: SocketMessage {
    SocketMessage("mark_read", .permission(.readRoom)) { fields throws(AppError) in
      (room: fields.room(), id: fields.id("id", of: MessageEntity.self))
    } answer: { call, mark in
      try await readMarkers.markRead(call.scope, mark.id, in: .place(addressed: mark.room))
      return .ack()
    }
  }
}

// MARK: Conversations

extension ChatFeature {
  private var openConversation: SocketMessage {
    SocketMessage("open_conversation", .permission(.sendDM)) { fields throws(AppError) in
      fields.usernames()
    } answer: { call, usernames in
      .ack(try await conversations.open(call.scope, with: usernames).json)
    }
  }

  private var listConversations: SocketMessage {
    SocketMessage("list_conversations", .permission(.readRoom), effect: .read) { fields throws(AppError) in
      (
        before: fields.optionalID("before", of: MessageEntity.self),
        limit: fields.optionalInteger("limit", Int64(Conversation.limits.lowerBound)...Int64(Conversation.limits.upperBound))
      )
    } answer: { call, wanted in
      let list = try await conversations.list(
        call.scope, before: wanted.before, limit: wanted.limit.map(Int.init) ?? Conversation.usualLimit)
      return .message(type: "conversations", data: list.json)
    }
  }

  private var clearConversation: SocketMessage {
    SocketMessage("clear_conversation", .permission(.readRoom)) { fields throws(AppError) in
      fields.room()
    } answer: { call, room in
      try await conversations.clear(call.scope, .place(addressed: room))
      return .ack()
    }
  }
}
