import Core

/// The works that come with NeoSpace. The demo's people publish them; a browser test looks at what they draw.
public struct ScriptGallery: Sendable {
  /// A work of the gallery: one file in `Gallery`.
  public struct Work: Sendable {
    public let title: String
    let runtime: ScriptRuntime
    /// What it shows, for those who do not see it.
    let alt: String
    let code: [UInt8]

    init(_ title: String, _ runtime: ScriptRuntime, _ code: [UInt8], shows alt: String) {
      (self.title, self.runtime, self.code, self.alt) = (title, runtime, code, alt)
    }
  }

  let scripts: ScriptService
  let drafts: DraftService
  let revisions: RevisionService

  /// Makes the work a public script of the caller's, and posts it in rooms.
  public func publish(_ scope: Scope, _ work: Work, in rooms: [String] = []) async throws {
    let new = try Fields.read(Fields(form: [("runtime", work.runtime.rawValue), ("title", work.title), ("template", "blank")])) { fields in
      NewScript(reading: &fields)
    }
    let id = try await scripts.make(scope, new).id
    let code = String(decoding: work.code, as: UTF8.self)
    let saved = try await drafts.save(scope, id) { DraftSave(code: code, base: 1) }
    _ = try await revisions.publish(scope, id) {
      var publication = Publication(base: saved.draft.version)
      publication.alt = work.alt
      publication.visibility = .public
      publication.rooms = rooms
      return publication
    }
  }

  public static let works: [Work] = [
    Work("Tides", .sketch, PackageResources.tides_sketch_js, shows: "Waves roll under a low sun"),
    Work("Murmuration", .sketch, PackageResources.murmuration_sketch_js, shows: "A flock of birds turns in the evening sky"),
    Work("Sunflower", .sketch, PackageResources.sunflower_sketch_js, shows: "Seeds of a sunflower fill a disc in spirals"),
    Work("Tiles", .sketch, PackageResources.tiles_sketch_js, shows: "Quarter circles on tiles make winding paths"),
    Work("Currents", .sketch, PackageResources.currents_sketch_js, shows: "Thin lines flow around each other like hair in water"),
    Work("Moire", .sketch, PackageResources.moire_sketch_js, shows: "Two sets of rings overlap and make patterns that neither has"),
    Work("Skyline", .sketch, PackageResources.skyline_sketch_js, shows: "Lit windows go on and off in a city at night"),
    Work("Life", .sketch, PackageResources.life_sketch_js, shows: "Cells are born and die, and their light fades slowly"),
    Work("Harmonograph", .sketch, PackageResources.harmonograph_sketch_js, shows: "A swinging pen draws slowly shrinking figures"),
    Work("Poster", .sketch, PackageResources.poster_sketch_js, shows: "A poster that says FORK ME in waving strips"),
    Work("Tree", .sketch, PackageResources.tree_sketch_js, shows: "A tree in blossom moves in the wind"),
    Work("Plasma", .sketch, PackageResources.plasma_sketch_js, shows: "Clouds of colour made of dots drift and change"),
    Work("Knot", .three, PackageResources.knot_three_js, shows: "Coloured beads wander along a knot"),
    Work("Dunes", .three, PackageResources.dunes_three_js, shows: "A landscape of lines passes below a red sun"),
    Work("Rain", .audio, PackageResources.rain_audio_js, shows: "Drops sound on a pentatonic scale; rings spread where they fall"),
    Work("Beat", .audio, PackageResources.beat_audio_js, shows: "Three rows of sixteen boxes: kick, snare and hat"),
  ]
}

extension CodegroundFeature {
  public var gallery: ScriptGallery { ScriptGallery(scripts: scripts, drafts: drafts, revisions: revisions) }
}
