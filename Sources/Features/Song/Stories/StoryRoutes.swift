import Core
import HTTP
import JSON
import Web

/// `/api/song/stories`: lists and single stories.
struct StoryRoutes: Sendable {
  let stories: StoryService
  let copying: StoryCopying

  private static let tag = "Song"
  private static let one: [RouteAnswer] = [.success(200, "The story", SongSchemas.story), .error(.notFound)]

  var routes: [Route] { lists + single + writers }

  private var lists: [Route] {
    [
      .api(
        .get, "/api/song/stories", .visible(.readWall), "Stories that the caller sees, newest first", tag: Self.tag,
        request: SongSchemas.list,
        answers: [.success(200, "A part of the list", SongSchemas.stories), .error(.unauthorized)]
      ) { call in
        let request = try Fields.read(call.query()) { StoryListRequest(reading: &$0) }
        let slice = try await stories.list(call.scope, request)
        return .success { json in
          json.objects("stories", slice.stories.map(\.object))
          json.field("next", slice.next?.rawValue)
        }
      },
      .api(
        .post, "/api/song/stories", .permission(.editSong), "Make a story", tag: Self.tag, limit: [.requests, .member(.makeStory)],
        request: SongSchemas.new,
        answers: [.success(201, "The story; Location says where", SongSchemas.story), .error(.conflict)],
        read: { fields throws(AppError) in NewStory(reading: &fields) }
      ) { call, new in
        .made(try await stories.make(call.idempotentScope(new.canonical), new))
      },
    ]
  }

  private var single: [Route] {
    [
      .api(
        .get, "/api/song/stories/{id}", .visible(.readWall), "A story with the list of its verses", tag: Self.tag,
        request: SongSchemas.search,
        answers: [.success(200, "The story", SongSchemas.page), .error(.notFound), .error(.unauthorized)], handler: page),
      .api(
        .patch, "/api/song/stories/{id}", .permission(.editSong), "Change what the keeper says of a story", tag: Self.tag,
        request: SongSchemas.change, answers: Self.one + [.error(.conflict)],
        read: { fields throws(AppError) in try StoryChange(reading: &fields) },
        judged: { call, change in .story(try await stories.change(call.scope, call.storyID, by: change)) }),
      .api(
        .delete, "/api/song/stories/{id}", .permission(.editSong), "Delete a story; its keeper can restore it for 30 days", tag: Self.tag,
        request: SongSchemas.addressed, answers: Self.one
      ) { call in
        .story(try await stories.delete(call.scope, call.storyID))
      },
      .api(
        .post, "/api/song/stories/{id}/restore", .permission(.editSong), "Bring a deleted story back", tag: Self.tag,
        request: SongSchemas.addressed, answers: Self.one + [.error(.conflict)]
      ) { call in
        .story(try await stories.restore(call.scope, call.storyID))
      },
      .api(
        .post, "/api/song/stories/{id}/fork", .permission(.editSong), "Make a story out of the canon of another", tag: Self.tag,
        limit: [.requests, .member(.makeStory)], request: SongSchemas.fork,
        answers: [.success(201, "The story; Location says where", SongSchemas.story), .error(.notFound), .error(.limitExceeded)],
        read: { fields throws(AppError) in ForkRequest(reading: &fields, titles: StoryRules.titles) }, judged: copy),
    ]
  }

  private var writers: [Route] {
    [
      .api(
        .put, "/api/song/stories/{id}/writers/{username}", .permission(.editSong), "Name a writer", tag: Self.tag,
        request: SongSchemas.writer, answers: Self.one + [.error(.limitExceeded)]
      ) { call in
        .story(try await stories.addWriter(call.scope, call.path("username"), to: call.storyID))
      },
      .api(
        .delete, "/api/song/stories/{id}/writers/{username}", .permission(.editSong), "Take a writer off", tag: Self.tag,
        request: SongSchemas.writer, answers: Self.one
      ) { call in
        .story(try await stories.removeWriter(call.scope, call.path("username"), from: call.storyID))
      },
    ]
  }

  private func copy(_ call: Call, _ request: @escaping @Sendable () throws -> ForkRequest) async throws -> Response {
    let canonical = (try? request()).map { Array(($0.title ?? "").utf8) }
    let scope = try canonical.map { try call.idempotentScope($0) } ?? call.scope
    return .made(try await copying.copy(scope, call.storyID) { try request().title })
  }

  private func page(_ call: Call) async throws -> Response {
    let page = try await stories.page(call.scope, call.storyID) {
      try Fields.read(call.query()) { fields in
        fields.refuseEmpty("q")
        return fields.optionalText("q", 1...100)
      }
    }
    return .success { json in
      json.key("story")
      json.raw(page.seen.story.object.json)
      json.key("verses")
      json.array { json in for verse in page.verses { verse.writeEntry(to: &json) } }
      json.field("epoch", page.head.epoch)
      json.field("seq", page.head.sequence)
    }
  }
}

extension Call {
  /// Nil for text that is not an id: the service answers as for an id that nothing has.
  var storyID: StoryID? { StoryID(text: path("id")) }
}

extension Response {
  static func story(_ story: Story) -> Response {
    .success { json in
      json.key("story")
      json.raw(story.object.json)
    }
  }

  static func made(_ made: MadeStory) -> Response {
    .success(201) { json in
      json.key("story")
      json.raw(made.json)
    }.with("Location", SongPath.story(made.id))
  }
}
