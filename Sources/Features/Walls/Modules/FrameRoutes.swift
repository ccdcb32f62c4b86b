import Core
import HTTP
import Web

/// `/frames/{id}`: what an html module shows, to be embedded in its wall.
struct FrameRoutes: Sendable {
  let modules: ModuleService

  var routes: [Route] {
    [
      .page(
        .get, "/frames/{id}", .anyone, "What an html module shows", answers: [.other(200, "Filtered HTML"), .error(.notFound)]
      ) { call in
        .sandboxed(FramePage(frame: try await modules.frame(call.scope, call.id())))
      }
    ]
  }
}
