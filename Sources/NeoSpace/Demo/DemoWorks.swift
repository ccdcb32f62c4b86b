import Codeground
import Core
import Song

/// Lets the demo's people publish the works of the gallery, through the same services as everybody.
struct DemoWorks {
  let codeground: CodegroundFeature
  /// The scope of a member, so long ago.
  let scope: (String, Duration) throws -> Scope

  func publish() async throws {
    let people = ["wren", "noor", "juno", "pixel", "otto", "salma", "bram", "miso"]
    for (index, work) in ScriptGallery.works.enumerated() {
      let author = try scope(people[index % people.count], .minutes(60 * (ScriptGallery.works.count - index)))
      try await codeground.gallery.publish(author, work)
    }
  }

  /// The loop of the gallery, as a pattern that everybody may hear.
  static func publishLoop(_ song: SongFeature, _ author: Scope) async throws { try await song.publishLoop(author) }
}
