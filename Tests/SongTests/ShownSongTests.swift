import AccountsTesting
import Core
import Engine
import SQL
import Testing

@testable import Song

@Suite("Stories and loops on walls") struct ShownSongTests {
  @Test("are ones that the member sees and that are not private; a loop without a revision is the newest")
  func showing() async throws {
    let house = try await SongHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    let (open, _) = try await house.story(#","visibility":"members""#, as: ada)
    let (closed, _) = try await house.story(as: ada)
    let shared = try await house.pattern(#","visibility":"public""#, as: ada)
    let hidden = try await house.pattern(as: ada)
    try await house.send(.patch, "/patterns/\(shared)", #"{"base_version":1,"loop":{"bpm":90}}"#, as: ada)
    func shown(_ song: SongReference, by member: TestMember) async throws -> SongReference? {
      try await house.house.work.transaction { try await ShownSongRows().showable(song, by: member.id, in: $0) }
    }
    for member in [ada, bob] {
      #expect(try await shown(.story(open), by: member) == .story(open))
      #expect(try await shown(.loop(shared, revision: 1), by: member) == .loop(shared, revision: 1))
      #expect(try await shown(.loop(shared, revision: nil), by: member) == .loop(shared, revision: 2))
      for song in [SongReference.story(closed), .story(77_777), .loop(shared, revision: 3), .loop(hidden, revision: 1)] {
        #expect(try await shown(song, by: member) == nil, "\(song.text)")
      }
    }
    let own = try await house.house.database.read { try await ShownSongRows().own(of: ada.id, limit: 9, at: $0) }
    #expect(own.map(\.reference.text) == ["story:\(open)", "pattern:\(shared)@2"])
    let his = try await house.house.database.read { try await ShownSongRows().own(of: bob.id, limit: 9, at: $0) }
    #expect(his.isEmpty)
    try await house.send(.delete, "/stories/\(open)", as: ada)
    #expect(try await shown(.story(open), by: ada) == nil)
  }
}
