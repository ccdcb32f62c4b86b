import Core
import HTTP
import JSON
import Web

/// `/api/song/verses`: single verses and their versions.
struct VerseRoutes: Sendable {
  let verses: VerseService

  private static let tag = "Song"
  private static let one: [RouteAnswer] = [
    .success(200, "The verse", SongSchemas.verse), .error(.notFound), .error(.gone), .error(.conflict),
  ]
  private static let saved: [RouteAnswer] = [
    .success(200, "The verse", SongSchemas.saved), .error(.notFound), .error(.gone), .error(.conflict),
  ]

  var routes: [Route] { changing + reading }

  private var changing: [Route] {
    [
      .api(
        .post, "/api/song/stories/{id}/verses", .permission(.editSong), "Add a verse", tag: Self.tag,
        limit: [.requests, .member(.saveVerse)], request: SongSchemas.newVerse,
        answers: [.success(201, "The verse; Location says where", SongSchemas.added), .error(.notFound), .error(.conflict)],
        read: { fields throws(AppError) in NewVerse(reading: &fields) }, judged: add),
      .api(
        .put, "/api/song/verses/{id}", .permission(.editSong), "Save a verse", tag: Self.tag, limit: [.requests, .member(.saveVerse)],
        request: SongSchemas.save, answers: Self.saved,
        read: { fields throws(AppError) in VerseSave(reading: &fields) },
        judged: { call, save in .saved(try await verses.save(call.scope, call.verseID, by: save)) }),
      .api(
        .post, "/api/song/verses/{id}/revert", .permission(.editSong), "Make an old version the present one", tag: Self.tag,
        limit: [.requests, .member(.saveVerse)], request: SongSchemas.revert, answers: Self.saved,
        read: { fields throws(AppError) in VerseReturn(reading: &fields) },
        judged: { call, wanted in .saved(try await verses.revert(call.scope, call.verseID, by: wanted)) }),
      .api(
        .delete, "/api/song/verses/{id}", .permission(.editSong), "Delete a verse; it can be restored for 30 days", tag: Self.tag,
        request: SongSchemas.addressed, answers: Self.one
      ) { call in
        .verse(try await verses.delete(call.scope, call.verseID))
      },
      .api(
        .post, "/api/song/verses/{id}/restore", .permission(.editSong), "Bring a deleted verse back", tag: Self.tag,
        request: SongSchemas.addressed, answers: Self.one
      ) { call in
        .verse(try await verses.restore(call.scope, call.verseID))
      },
    ]
  }

  private var reading: [Route] {
    [
      .api(
        .get, "/api/song/verses/{id}", .visible(.readWall), "A verse, also one that is deleted", tag: Self.tag,
        request: SongSchemas.addressed,
        answers: [.success(200, "The verse", SongSchemas.verse), .error(.notFound), .error(.unauthorized)]
      ) { call in
        let seen = try await verses.verse(call.scope, call.verseID)
        try call.refuseQuery()
        return .verse(seen.verse)
      },
      .api(
        .get, "/api/song/verses/{id}/history", .signedIn, "A verse's versions, newest first", tag: Self.tag, request: SongSchemas.history,
        answers: [.success(200, "A part of them", SongSchemas.revisions), .error(.notFound), .error(.gone)]
      ) { call in
        let slice = try await verses.versions(call.scope, of: call.verseID, call.versionPage()).slice
        return .success { json in
          json.key("revisions")
          json.array { json in for revision in slice.revisions { revision.writeEntry(to: &json) } }
          json.field("next", slice.next)
        }
      },
      .api(
        .get, "/api/song/verses/{id}/history/{version}", .signedIn, "One version of a verse", tag: Self.tag,
        request: SongSchemas.oneVersion,
        answers: [.success(200, "The version", SongSchemas.revision), .error(.notFound), .error(.gone)]
      ) { call in
        let found = try await verses.version(call.scope, call.verseVersion, of: call.verseID, against: call.comparedVersion())
        return .success { json in
          json.key("revision")
          found.revision.write(to: &json, against: found.diff)
        }
      },
    ]
  }

  private func add(_ call: Call, _ new: @escaping @Sendable () throws -> NewVerse) async throws -> Response {
    let canonical = (try? new())?.canonical
    let scope = try canonical.map { try call.idempotentScope($0) } ?? call.scope
    let added = try await verses.add(scope, to: call.storyID, by: new)
    var json = JSONWriter(capacity: added.json.count + 64)
    json.object { json in
      json.field("success", true)
      json.key("data")
      json.raw(added.json)
    }
    return Response.json(201, json.bytes).with("Location", SongPath.verse(added.id))
  }
}

extension Call {
  /// Nil for text that is not an id: the service answers as for an id that nothing has.
  var verseID: VerseID? { VerseID(text: path("id")) }

  /// A version's number; nil for text that is none.
  var verseVersion: Int64? { VerseID(text: path("version"))?.rawValue }

  /// Which part of a list of versions is asked for. What is wrong is told once the verse is found.
  func versionPage() throws -> @Sendable () throws -> (before: Int64?, limit: Int) {
    let fields = try query()
    let asked = Result { () throws(AppError) in
      try Fields.read(fields) { fields in
        fields.refuseEmpty("before", "limit")
        return (
          before: fields.optionalInteger("before", 1...Int64.max),
          limit: Int(fields.optionalInteger("limit", StoryListRequest.limits) ?? Int64(StoryListRequest.usualLimit))
        )
      }
    }
    return { try asked.get() }
  }

  /// The version that another one is compared with, if any.
  func comparedVersion() throws -> @Sendable () throws -> Int64? {
    let fields = try query()
    let asked = Result { () throws(AppError) in
      try Fields.read(fields) { fields in
        fields.refuseEmpty("against")
        return fields.optionalInteger("against", 1...Int64.max)
      }
    }
    return { try asked.get() }
  }
}

extension Response {
  static func verse(_ verse: Verse) -> Response {
    .success { json in
      json.key("verse")
      json.raw(verse.object.json)
    }
  }

  static func saved(_ changed: ChangedVerse) -> Response {
    .success { json in
      json.key("verse")
      json.raw(changed.verse.object.json)
      json.objects("made", changed.made.map(\.object))
    }
  }
}
