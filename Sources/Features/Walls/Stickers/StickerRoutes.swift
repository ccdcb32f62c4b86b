import Core
import HTTP
import JSON
import Web

/// `/api/stickers*` and `/api/walls/{username}/stickers`.
struct StickerRoutes: Sendable {
  let stickers: StickerService

  var routes: [Route] {
    [
      .api(
        .get, "/api/stickers/art", .anyone, "What there is to stick", tag: "Walls",
        answers: [.success(200, "Drawings, and faces of letters to place as text", WallSchemas.palette)], handler: palette),
      .api(
        .post, "/api/walls/{username}/stickers", .permission(.postWall), "Place a sticker on a wall", tag: "Walls",
        limit: [.requests, .member(.placeSticker)], request: WallSchemas.newSticker,
        answers: [.success(201, "The sticker", WallSchemas.sticker), .error(.notFound), .error(.conflict)], handler: place),
      .api(
        .patch, "/api/stickers/{id}", .permission(.postWall), "Move, turn, scale or restack a sticker", tag: "Walls",
        limit: [.requests, .member(.changeSticker)], request: WallSchemas.stickerChange,
        answers: [.success(200, "The sticker", WallSchemas.sticker), .error(.notFound)], handler: change),
      .api(
        .delete, "/api/stickers/{id}", .permission(.postWall), "Remove a sticker for good", tag: "Walls", request: WallSchemas.addressed,
        answers: [.success(200, "Done", WallSchemas.deletion), .error(.notFound)], handler: remove),
    ]
  }

  private func palette(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    return .success { json in
      json.key("art")
      json.array { json in
        for art in StickerArt.allCases {
          json.object { json in
            json.field("name", art.rawValue)
            json.field("label", art.label)
            json.field("url", art.url)
          }
        }
      }
      json.key("kaomoji")
      json.array { json in for text in StickerArt.kaomoji { json.string(text) } }
    }
  }

  private func place(_ call: Call) async throws -> Response {
    let body = await call.wallBody()
    let draft = Result { () throws(AppError) in try Fields.read(try Fields(json: try body.get())) { StickerDraft(reading: &$0) } }
    // A body that is refused names nothing that was done.
    let name = (try? draft.get()).map(\.canonical) ?? []
    let made = try await stickers.place(call.idempotentScope(name), on: call.path("username")) { try draft.get() }
    return answer(made.json, 201)
  }

  private func change(_ call: Call) async throws -> Response {
    let id: StickerID = try call.id()
    let body = await call.wallBody()
    let sticker = try await stickers.change(call.scope, id) {
      try Fields.read(try Fields(json: try body.get())) { fields throws(AppError) in try StickerChange(reading: &fields) }
    }
    return answer(sticker.object().json, 200)
  }

  private func remove(_ call: Call) async throws -> Response {
    let id: StickerID = try call.id()
    try await stickers.remove(call.scope, id)
    return .success { $0.field("id", id.rawValue) }
  }

  private func answer(_ object: [UInt8], _ status: Int) -> Response {
    .success(status) { json in
      json.key("sticker")
      json.raw(object)
    }
  }
}
