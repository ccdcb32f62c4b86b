import SQL
import Testing

@testable import NeoSpace

/// What each release added to the schema is written down by name: a name that no step has would be missed by `migrate down --to`.
@Suite struct ReleaseTests {
  @Test func everyStepOfAReleaseIsAStepOfTheProgram() throws {
    let names = Set(try Features.migrations().joined().map(\.name))
    for release in Release.earlier { #expect(release.steps.subtracting(names) == []) }
    let all = Release.earlier.flatMap(\.steps)
    #expect(Set(all).count == all.count)
    #expect(!Release.earlier.map(\.version).contains(version))
  }

  @Test func aReleaseKnowsWhatThoseBeforeItBrought() throws {
    let first = try #require(Release.earlier.first)
    #expect(try Release.steps(upTo: first.version) == first.steps)
    #expect(try Release.steps(upTo: version) == Set(Features.migrations().joined().map(\.name)))
    #expect(try Release.steps(upTo: "0.0.1") == nil)
    #expect(Release.bringing("0001_core") == "0.1.0" && Release.bringing("0001_walls") == version)
  }
}
