import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Song

@Suite("Proposals") struct ProposalTests {
  private struct Mill {
    let house: SongHouse
    let keeper: TestMember
    let reader: TestMember
    let id: Int64
    let root: Int64

    static func open(_ more: String = "") async throws -> Mill {
      let house = try await SongHouse.open()
      let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
      let (id, root) = try await house.story(#","visibility":"public"\#(more)"#, as: ada)
      return Mill(house: house, keeper: ada, reader: bob, id: id, root: root)
    }

    func propose(_ body: String? = nil, titled title: String = "Attic", as member: TestMember? = nil) async throws -> SongHouse.Answer {
      let body = body ?? #"{"from":\#(root),"label":"Up","note":"Please","verses":[{"title":"\#(title)","body":"Zyzzyva"}]}"#
      return try await house.send(.post, "/stories/\(id)/proposals", body, as: member ?? reader)
    }

    /// Proposes a verse; the ids of proposal and verse.
    func proposed(titled title: String = "Attic", as member: TestMember? = nil) async throws -> (id: Int64, verse: Int64) {
      let proposal = try await propose(titled: title, as: member).data["proposal"]
      return (try #require(proposal?["id"]?.int), try #require(proposal?["verses"]?[0]?.int))
    }

    func act(_ action: String, _ id: Int64, _ body: String? = nil, as member: TestMember) async throws -> SongHouse.Answer {
      try await house.send(.post, "/proposals/\(id)/\(action)", body ?? (action == "withdraw" ? nil : "{}"), as: member)
    }

    func choices() async throws -> [JSONValue] {
      try await house.send(.get, "/verses/\(root)", as: keeper).data["verse"]?["choices"]?.array ?? []
    }
  }

  @Test("are played by those who ask, and turn canon when they are accepted")
  func life() async throws {
    let mill = try await Mill.open()
    let body = #"""
      {"from":\#(mill.root),"label":"Up","verses":[
        {"title":"Attic","body":"Dust.","choices":[{"label":"On","to":"#2"},{"label":"Back","to":\#(mill.root)}]},
        {"title":"Roof","ending":true,"choices":[{"label":"Down","to":"#1","when":{"all":[{"visited":"#1"}]}}]}]}
      """#
    let made = try await mill.propose(body.replacing("\n", with: ""))
    let proposal = try #require(made.data["proposal"])
    let id = try #require(proposal["id"]?.int)
    #expect(made.status == 201 && made.headers["Location"] == "/song/proposals/\(id)")
    #expect(
      Set((proposal.object ?? [:]).keys.map(\.description)) == [
        "type", "id", "seq", "deleted", "order", "html", "story", "from", "choice", "label", "author", "status", "note", "reason", "verses",
        "closes_at", "voters", "votes", "created_at", "closed_at",
      ])
    #expect(proposal["status"] == "open" && proposal["closes_at"] == .null && proposal["voters"]?.int == 0 && proposal["votes"] == .null)
    let choice = try #require(proposal["choice"]?.int)
    let attic = try #require(proposal["verses"]?[0]?.int)
    let seen = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data
    #expect(seen["verses"]?.array?.count == 2 && seen["my_vote"] == .null && seen["kept"] == .null)
    #expect(seen["verses"]?[0]?["status"] == "proposed" && seen["verses"]?[0]?["proposal"]?.int == id)
    #expect(seen["verses"]?[0]?["choices"]?[0]?["to"] == proposal["verses"]?[1])

    // Nobody meets it by chance, guests never.
    for path in ["/stories/\(mill.id)", "/stories/\(mill.id)/map", "/stories/\(mill.id)/export.json", "/stories/\(mill.id)/play"] {
      #expect(!(try await mill.house.send(.get, path).text.contains("Attic")), "\(path)")
    }
    #expect(try await mill.house.send(.get, "/verses/\(attic)").status == 401)
    #expect(try await mill.house.send(.get, "/proposals/\(id)").status == 401)
    let play = "/stories/\(mill.id)/play"
    #expect(try await mill.house.send(.get, "\(play)?path=\(choice)", as: mill.keeper).data["reading"]?["lost"]?.int == 1)
    let tried = try await mill.house.send(.get, "\(play)?path=\(choice)&proposals=on", as: mill.keeper).data["reading"]
    #expect(tried?["verse"]?["title"] == "Attic" && tried?["lost"]?.int == 0)

    let types = try await mill.house.verifyAction(on: mill.id, as: mill.keeper) {
      let accepted = try await mill.act("accept", id, as: mill.keeper)
      #expect(accepted.status == 200 && accepted.data["proposal"]?["status"] == "accepted")
    }
    #expect(types == ["proposal", "verse", "verse", "verse"])
    let choices = try await mill.choices()
    #expect(choices.count == 1 && choices[0]["id"]?.int == choice && choices[0]["to"]?.int == attic && choices[0]["label"] == "Up")
    #expect(try await mill.house.send(.get, "\(play)?path=\(choice)").data["reading"]?["verse"]?["title"] == "Attic")
    #expect(try await mill.act("accept", id, as: mill.keeper).status == 409)
    #expect(try await mill.act("withdraw", id, as: mill.reader).status == 409)
    // Who proposes does not become an author of the verse before: authors may save it.
    let root = try await mill.house.send(.get, "/verses/\(mill.root)", as: mill.keeper).data["verse"]
    #expect(root?["authors"]?.array?.count == 1 && root?["version"]?.int == 2)
    #expect(try await mill.house.save(mill.root, "Mine", base: 2, as: mill.reader).status == 403)
  }

  @Test("choices to new verses make them part of the proposal, titled as the label")
  func born() async throws {
    let mill = try await Mill.open()
    let made = try await mill.propose(
      #"{"from":\#(mill.root),"label":"Up","verses":[{"title":"Attic","choices":[{"label":"Attic","to":"new"},{"label":"Start","to":"new"}]}]}"#
    )
    let id = try #require(made.data["proposal"]?["id"]?.int, "\(made.text)")
    let verses = try await mill.house.send(.get, "/proposals/\(id)", as: mill.reader).data["verses"]
    #expect((verses?.array ?? []).map { $0["title"]?.string ?? "" } == ["Attic", "Attic 2", "Start 2"])
    #expect(verses?[0]?["choices"]?[1]?["to"] == verses?[2]?["id"] && verses?[2]?["status"] == "proposed")
    let attic = try #require(verses?[0]?["id"]?.int)
    let grown = try await mill.house.save(
      attic, "Dust", title: "Attic", choices: #"[{"label":"Out","to":"new"}]"#, base: 1, as: mill.reader)
    #expect(grown.data["made"]?[0]?["proposal"]?.int == id && grown.data["made"]?[0]?["status"] == "proposed", "\(grown.text)")
  }

  @Test("50 votes at once are one outcome and one choice; with open writing every member who sees the story votes")
  func manyVotes() async throws {
    let mill = try await Mill.open(#","canon":"vote","writing":"open""#)
    var voters = [mill.keeper]
    for number in 1...9 { voters.append(try await mill.house.member("voter\(number)")) }
    let (id, _) = try await mill.proposed()
    let open = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data["proposal"]
    #expect(open?["voters"]?.int == 10, "keeper and nine; never the proposer")
    let late = try await mill.house.member("late")
    #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: late).status == 403, "voters are fixed when it opens")
    let all = voters
    let told = try await mill.house.verifyAction(on: mill.id, as: mill.keeper) {
      let statuses = try await mill.house.statuses(50) { try await mill.act("vote", id, #"{"yes":true}"#, as: all[$0 % 10]).status }
      #expect(statuses.allSatisfy { $0 == 200 || $0 == 409 } && statuses.count { $0 == 200 } >= 10)
    }
    #expect(told == ["proposal", "verse", "verse"])
    let closed = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data["proposal"]
    #expect(closed?["status"] == "accepted" && closed?["votes"]?.array?.count == 10)
    #expect(try await mill.choices().count == 1)
  }

  @Test("a voter who leaves is counted no longer: the vote ends when all others have voted, and theirs stay")
  func leavingVoter() async throws {
    let mill = try await Mill.open(#","canon":"vote""#)
    let (eve, fay) = (try await mill.house.member("eve"), try await mill.house.member("fay"))
    for name in ["eve", "fay"] { try await mill.house.send(.put, "/stories/\(mill.id)/writers/\(name)", as: mill.keeper) }
    let system = Scope(
      caller: .system, requestID: "test", now: mill.house.house.clock.now, random: mill.house.house.random, outbox: Outbox())
    let (id, _) = try await mill.proposed()
    for voter in [mill.keeper, eve] { #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: voter).status == 200) }
    try await mill.house.feature.personal.erase(system, everythingOf: fay.id)
    #expect(try await mill.house.feature.proposals.endVotes(system) == 1)
    #expect(try await mill.house.feature.proposals.endVotes(system) == 0)
    try await mill.house.feature.personal.erase(system, everythingOf: eve.id)
    let closed = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data["proposal"]
    #expect(closed?["status"] == "accepted" && closed?["votes"]?.array?.count == 2)
    #expect(closed?["votes"]?.array?.count { $0["user"] == .null && $0["yes"] == true } == 1)
  }

  @Test("of more than a page of them the older ones are reached from the story's page")
  func older() async throws {
    let mill = try await Mill.open()
    var ids: [Int64] = []
    for number in 1...30 {
      let (id, _) = try await mill.proposed(titled: "Attic \(number)")
      #expect(try await mill.act("withdraw", id, as: mill.reader).status == 200)
      ids.append(id)
    }
    func shown(_ page: String) -> [Int64] {
      page.matches(of: /id="proposal-(\d+)"/).compactMap { Int64($0.1) }
    }
    let first = try await mill.house.page("/song/stories/\(mill.id)", as: mill.reader).text
    #expect(shown(first) == Array(ids.reversed().prefix(24)))
    let link = try #require(first.firstMatch(of: /href="([^"]+)" rel="next">Older/)?.1)
    #expect(link == "/song/stories/\(mill.id)/proposals?before=\(ids[6])")
    let rest = try await mill.house.page(String(link), as: mill.reader)
    #expect(rest.status == 200 && shown(rest.text) == Array(ids.reversed().suffix(6)) && !rest.text.contains("rel=\"next\""))
    // Who searches in the story or is a guest sees no proposals, and no way to older ones.
    for (path, who) in [("/song/stories/\(mill.id)?q=start", mill.reader as TestMember?), ("/song/stories/\(mill.id)", nil)] {
      #expect(!(try await mill.house.page(path, as: who).text.contains("/proposals?before=")), "\(path)")
    }
    #expect(try await mill.house.page(String(link)).status == 303)
    #expect(try await mill.house.page("/song/stories/\(mill.id)/proposals", as: mill.reader).status == 200)
    #expect(try await mill.house.page("/song/stories/\(mill.id)/proposals?before=x", as: mill.reader).status == 422)
    #expect(try await mill.house.page("/song/stories/999/proposals", as: mill.reader).status == 404)
  }

  @Test("say someone who left once their author or a voter has left, and those who watch are told")
  func leftNames() async throws {
    let mill = try await Mill.open(#","canon":"vote""#)
    let eve = try await mill.house.member("eve")
    try await mill.house.send(.put, "/stories/\(mill.id)/writers/eve", as: mill.keeper)
    var ids: [Int64] = []
    // More than one bite of the step that forgets names.
    for number in 1...25 {
      let (id, _) = try await mill.proposed(titled: "Attic \(number)")
      for voter in [mill.keeper, eve] { #expect(try await mill.act("vote", id, #"{"yes":false}"#, as: voter).status == 200) }
      ids.append(id)
    }
    func leave(_ member: TestMember) async throws {
      let outbox = Outbox()
      try await mill.house.feature.erase(mill.house.house.system(outbox: outbox), everythingOf: member.id)
      mill.house.events.publish(outbox.take())
    }
    let first = try await mill.house.verifyAction(on: mill.id, as: mill.keeper) { try await leave(mill.reader) }
    #expect(first.count { $0 == "proposal" } == 25)
    let second = try await mill.house.verifyAction(on: mill.id, as: mill.keeper) { try await leave(eve) }
    #expect(second.count { $0 == "proposal" } == 25)
    let closed = try await mill.house.send(.get, "/proposals/\(ids[0])", as: mill.keeper).data["proposal"]
    #expect(closed?["author"] == .null && closed?["votes"]?.array?.count { $0["user"] == .null } == 1)
  }

  @Test("a proposed verse is deleted by its author or the keeper; without its first verse a proposal is not accepted")
  func deletedVerse() async throws {
    let mill = try await Mill.open()
    let (id, verse) = try await mill.proposed()
    #expect(try await mill.house.send(.delete, "/verses/\(verse)", as: mill.house.member("eve")).status == 403)
    #expect(try await mill.house.send(.delete, "/verses/\(verse)", as: mill.reader).status == 200)
    #expect(try await mill.act("accept", id, as: mill.keeper).details == ["verses"])
    #expect(try await mill.house.page("/song/verses/\(verse)", as: mill.reader).text.contains(">Undo<"))
    #expect(try await mill.house.send(.post, "/verses/\(verse)/restore", as: mill.reader).status == 200)
    #expect(try await mill.act("accept", id, as: mill.keeper).status == 200)
  }

  @Test("a declined proposal leaves no word of it, but for its author for 30 days")
  func declined() async throws {
    for action in ["decline", "withdraw"] {
      let mill = try await Mill.open()
      let (id, verse) = try await mill.proposed()
      let types = try await mill.house.verifyAction(on: mill.id, as: mill.keeper) {
        let done = try await mill.act(
          action, id, action == "decline" ? #"{"reason":"Not yet"}"# : nil, as: action == "decline" ? mill.keeper : mill.reader)
        #expect(done.status == 200)
      }
      #expect(types == ["proposal", "verse"])
      let own = try await mill.house.send(.get, "/proposals/\(id)", as: mill.reader).data
      #expect(own["kept"]?["label"] == "Up" && own["kept"]?["note"] == "Please" && own["kept"]?["verses"]?[0]?["body"] == "Zyzzyva")
      #expect(own["proposal"]?["label"] == .null && own["proposal"]?["note"] == .null && own["verses"]?[0]?["deleted"] == true)
      let other = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper)
      #expect(other.data["kept"] == .null && !other.text.contains("Zyzzyva") && !other.text.contains("Please"))
      for path in ["/stories/\(mill.id)", "/stories/\(mill.id)/proposals", "/verses/\(verse)", "/stories/\(mill.id)?q=zyzzyva"] {
        #expect(!(try await mill.house.send(.get, path, as: mill.keeper).text.contains("Zyzzyva")), "\(path)")
      }
      for path in ["/song/proposals/\(id)", "/song/stories/\(mill.id)"] {
        let page = try await mill.house.page(path, as: mill.keeper).text
        #expect(!page.contains("Zyzzyva") && !page.contains("Attic"))
      }
      #expect(try await mill.house.page("/song/proposals/\(id)", as: mill.reader).text.contains("Zyzzyva"))
      #expect(try await mill.house.send(.post, "/verses/\(verse)/restore", as: mill.keeper).status == 410)
      let seen = try await mill.house.feature.proposals.proposal(mill.house.scope(mill.reader), ProposalID(id))
      mill.house.house.clock.advance(by: .days(30))
      #expect(!seen.kept(at: mill.house.house.clock.now))
      let system = Scope(
        caller: .system, requestID: "test", now: mill.house.house.clock.now, random: mill.house.house.random, outbox: Outbox())
      #expect(try await mill.house.feature.proposals.forgetOld(system) == 1)
    }
  }

  @Test("who may propose, accept, decline, withdraw and vote")
  func roles() async throws {
    let mill = try await Mill.open(#","canon":"keeper""#)
    let (eve, mod) = (try await mill.house.member("eve"), try await mill.house.member("mod", role: .moderator))
    try await mill.house.send(.put, "/stories/\(mill.id)/writers/eve", as: mill.keeper)
    let (id, _) = try await mill.proposed()
    #expect(try await mill.house.send(.post, "/stories/\(mill.id)/proposals", "{}").status == 401)
    for who in [mill.reader, eve, mod] {
      #expect(try await mill.act("accept", id, as: who).status == 403)
      #expect(try await mill.act("decline", id, as: who).status == 403)
      #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: who).status == 403)
    }
    #expect(try await mill.act("withdraw", id, as: mill.keeper).status == 403)
    try await mill.house.send(.patch, "/stories/\(mill.id)", #"{"base_version":1,"canon":"open"}"#, as: mill.keeper)
    #expect(try await mill.act("accept", id, as: eve).status == 200)
    // Private: as if it did not exist.
    let (other, _) = try await mill.proposed(titled: "Loft")
    try await mill.house.send(.patch, "/stories/\(mill.id)", #"{"base_version":2,"visibility":"private"}"#, as: mill.keeper)
    for path in ["/proposals/\(other)", "/stories/\(mill.id)/proposals"] {
      #expect(try await mill.house.send(.get, path, as: mill.reader).status == 404)
    }
    #expect(try await mill.act("withdraw", other, as: mill.reader).status == 404)
    #expect(try await mill.propose().status == 404)
  }

  @Test("accept against withdraw: one 200")
  func race() async throws {
    let mill = try await Mill.open()
    for round in 0..<5 {
      let (id, _) = try await mill.proposed(titled: "Attic \(round)")
      let statuses = try await mill.house.statuses(50) { number in
        try await (number.isMultiple(of: 2) ? mill.act("accept", id, as: mill.keeper) : mill.act("withdraw", id, as: mill.reader)).status
      }
      #expect(statuses == [200] + Array(repeating: 409, count: 49))
      let state = try await mill.house.send(.get, "/proposals/\(id)", as: mill.reader).data["proposal"]?["status"]?.string
      let labels = try await mill.choices().count { $0["label"] == "Up" }
      let accepted = try await mill.house.send(.get, "/stories/\(mill.id)/proposals?status=accepted", as: mill.reader)
      #expect(labels == accepted.data["proposals"]?.array?.count, "\(state ?? "")")
    }
  }

  @Test("the last two votes at once: one outcome, one choice appended")
  func lastVotes() async throws {
    let mill = try await Mill.open(#","canon":"vote""#)
    var voters = [mill.keeper]
    for name in ["eve", "fay", "gus"] {
      voters.append(try await mill.house.member(name))
      try await mill.house.send(.put, "/stories/\(mill.id)/writers/\(name)", as: mill.keeper)
    }
    let (id, _) = try await mill.proposed()
    let open = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data["proposal"]
    #expect(open?["voters"]?.int == 4 && open?["closes_at"]?.string != nil && open?["votes"] == .null)
    #expect(try await mill.act("accept", id, as: mill.keeper).status == 403, "the vote runs")
    #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: mill.reader).status == 403, "never the proposer")
    #expect(try await mill.act("vote", id, "{}", as: mill.keeper).details == ["yes"])
    #expect(try await mill.act("vote", id, #"{"yes":false}"#, as: voters[0]).data["my_vote"] == false)
    #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: voters[0]).data["my_vote"] == true)
    #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: voters[1]).status == 200)
    #expect(!(try await mill.house.send(.get, "/proposals/\(id)", as: mill.reader).text.contains(#""yes":"#)))
    let last = Array(voters[2...])
    let statuses = try await mill.house.statuses(2) { try await mill.act("vote", id, #"{"yes":true}"#, as: last[$0]).status }
    #expect(statuses == [200, 200])
    let closed = try await mill.house.send(.get, "/proposals/\(id)", as: mill.reader).data["proposal"]
    #expect(closed?["status"] == "accepted" && closed?["votes"]?.array?.count == 4)
    #expect(try await mill.choices().count == 1)
    #expect(try await mill.act("vote", id, #"{"yes":false}"#, as: voters[0]).status == 409)
  }

  @Test("a vote ends at its time: ties and too few yes are declined; what has no place waits for the keeper")
  func ends() async throws {
    let mill = try await Mill.open(#","canon":"vote""#)
    let eve = try await mill.house.member("eve")
    try await mill.house.send(.put, "/stories/\(mill.id)/writers/eve", as: mill.keeper)
    // A member whose reading has reached the verse votes, too.
    let fay = try await mill.house.member("fay")
    try await mill.house.send(.post, "/stories/\(mill.id)/play", #"{"step":0,"action":"restart"}"#, as: fay)
    let clock = mill.house.house.clock
    func end() async throws -> Int {
      try await mill.house.feature.proposals.endVotes(
        Scope(caller: .system, requestID: "test", now: clock.now, random: mill.house.house.random, outbox: Outbox()))
    }
    let (tied, _) = try await mill.proposed(titled: "Tied")
    #expect(try await mill.act("vote", tied, #"{"yes":true}"#, as: mill.keeper).status == 200)
    #expect(try await mill.act("vote", tied, #"{"yes":false}"#, as: fay).status == 200)
    clock.advance(by: .seconds(72 * 3_600 - 1))
    #expect(try await end() == 0)
    clock.advance(by: .seconds(1))
    #expect(try await mill.act("vote", tied, #"{"yes":true}"#, as: eve).status == 409)
    #expect(try await end() == 1)
    #expect(try await mill.house.send(.get, "/proposals/\(tied)", as: eve).data["proposal"]?["status"] == "declined")

    let (passed, verse) = try await mill.proposed(titled: "Passed")
    let full = (1...8).map { #"{"label":"Way \#($0)","to":\#(mill.root)}"# }.joined(separator: ",")
    #expect(try await mill.house.save(mill.root, "x", choices: "[\(full)]", base: 1, as: mill.keeper).status == 200)
    for voter in [mill.keeper, eve, fay] { #expect(try await mill.act("vote", passed, #"{"yes":true}"#, as: voter).status == 200) }
    #expect(try await mill.house.send(.get, "/proposals/\(passed)", as: eve).data["proposal"]?["status"] == "passed")
    #expect(try await mill.act("accept", passed, as: mill.keeper).details == ["from"])
    #expect(try await mill.act("accept", passed, as: eve).status == 403)
    let other = try await mill.house.verse("Elsewhere", in: mill.id, as: mill.keeper)
    #expect(try await mill.act("accept", passed, #"{"from":\#(other)}"#, as: mill.keeper).data["proposal"]?["from"]?.int == other)
    #expect(try await mill.house.send(.get, "/verses/\(verse)", as: fay).data["verse"]?["status"] == "canon")
  }

  @Test("a choice of another story, verse or proposal as to, id, from, choice or visited: 422; the 4th open one and taken titles: 409")
  func refusals() async throws {
    let mill = try await Mill.open()
    let (foreign, foreignRoot) = try await mill.house.story(as: mill.keeper)
    let (_, other) = try await mill.proposed(titled: "First")
    func body(_ verse: String, from: Int64? = nil, label: String = "Up") -> String {
      #"{"from":\#(from ?? mill.root),"label":"\#(label)","verses":[{"title":"Loft"\#(verse)}]}"#
    }
    for (body, field) in [
      (body("", from: foreignRoot), "from"), (body("", from: other), "from"), (body("", label: "a->b"), "label"),
      (body(#","choices":[{"label":"x","to":\#(foreignRoot)}]"#), "verses.0.choices.0.to"),
      (body(#","choices":[{"label":"x","to":\#(other)}]"#), "verses.0.choices.0.to"),
      (body(##","choices":[{"label":"x","to":"#2"}]"##), "verses.0.choices.0.to"),
      (
        body(
          #","choices":[\#((1...8).map { #"{"label":"x\#($0)","to":"new"}"# }.joined(separator: ","))]},{"title":"Second loft"},{"title":"Third","ending":true"#
        ), "verses"
      ),
      (body(##","choices":[{"id":1,"label":"x","to":"#1"}]"##), "verses.0.choices.0.id"),
      (body(##","choices":[{"label":"x","to":"#1","when":{"all":[{"visited":\##(other)}]}}]"##), "verses.0.choices.0.when.all.0.visited"),
      (body(#","body":"\#(String(repeating: "x", count: 8_001))""#), "verses.0.body"), (#"{"fork":\#(foreign),"choice":1}"#, "fork"),
      (#"{"from":\#(mill.root),"label":"Up","verses":[]}"#, "verses"),
    ] {
      let refused = try await mill.propose(body)
      #expect(refused.status == 422 && refused.details == [field], "\(body.prefix(120)): \(refused.text)")
    }
    #expect(try await mill.propose(titled: "START").details == ["verses.0.title"])
    _ = try await mill.proposed(titled: "Second")
    _ = try await mill.proposed(titled: "Third")
    #expect(try await mill.propose(titled: "Fourth").json["error"]?["code"] == "LIMIT_EXCEEDED")
    let (id, _) = try await mill.proposed(titled: "Another", as: mill.house.member("eve"))
    #expect(try await mill.act("accept", id, #"{"from":\#(foreignRoot)}"#, as: mill.keeper).details == ["from"])
    #expect(try await mill.act("accept", id, #"{"from":\#(other)}"#, as: mill.keeper).details == ["from"])
  }

  @Test("comes out of a fork: what is new behind a choice, links to copied verses lead to their originals")
  func fork() async throws {
    let mill = try await Mill.open()
    let forked = try await mill.house.send(.post, "/stories/\(mill.id)/fork", "{}", as: mill.reader).data["story"]
    let (fork, root) = (try #require(forked?["id"]?.int), try #require(forked?["root"]?.int))
    let attic = try await mill.house.verse("Attic", #","choices":[{"label":"Down","to":\#(root)}]"#, in: fork, as: mill.reader)
    try await mill.house.verse("Roof", #","ending":true,"from":\#(attic)"#, in: fork, as: mill.reader)
    let saved = try await mill.house.save(
      root, "", choices: #"[{"label":"Up","to":\#(attic)},{"label":"Again","to":\#(root)}]"#, base: 1, as: mill.reader)
    let choices = try #require(saved.data["verse"]?["choices"])
    let (up, again) = (try #require(choices[0]?["id"]?.int), try #require(choices[1]?["id"]?.int))
    #expect(try await mill.propose(#"{"fork":\#(fork),"choice":\#(again)}"#).details == ["choice"])
    let made = try await mill.propose(#"{"fork":\#(fork),"choice":\#(up),"note":"From my fork"}"#)
    #expect(made.status == 201 && made.data["proposal"]?["label"] == "Up" && made.data["proposal"]?["from"]?.int == mill.root)
    let id = try #require(made.data["proposal"]?["id"]?.int)
    let verses = try await mill.house.send(.get, "/proposals/\(id)", as: mill.keeper).data["verses"]
    #expect(verses?.array?.count == 2 && verses?[0]?["title"] == "Attic" && verses?[1]?["title"] == "Roof")
    #expect(verses?[0]?["choices"]?[0]?["to"]?.int == mill.root && verses?[0]?["choices"]?[1]?["to"] == verses?[1]?["id"])
    // A fork that the caller does not see is none.
    #expect(try await mill.propose(#"{"fork":\#(fork),"choice":\#(up)}"#, as: mill.keeper).details == ["fork"])
  }

  @Test("editing a proposed verse empties the votes; only its author may; a leaver's proposals are withdrawn")
  func editing() async throws {
    let mill = try await Mill.open(#","canon":"vote""#)
    let eve = try await mill.house.member("eve")
    try await mill.house.send(.put, "/stories/\(mill.id)/writers/eve", as: mill.keeper)
    let (id, verse) = try await mill.proposed()
    #expect(try await mill.act("vote", id, #"{"yes":true}"#, as: eve).data["my_vote"] == true)
    #expect(try await mill.house.save(verse, "y", title: "Attic", base: 1, as: mill.keeper).status == 403)
    #expect(try await mill.house.save(verse, "y", title: "Attic", base: 1, as: mill.reader).status == 200)
    #expect(try await mill.house.send(.get, "/proposals/\(id)", as: eve).data["my_vote"] == .null)
    let system = Scope(
      caller: .system, requestID: "test", now: mill.house.house.clock.now, random: mill.house.house.random, outbox: Outbox())
    try await mill.house.feature.personal.erase(system, everythingOf: mill.reader.id)
    let left = try await mill.house.send(.get, "/proposals/\(id)", as: eve).data
    #expect(left["proposal"]?["status"] == "withdrawn" && left["proposal"]?["author"] == .null && left["verses"]?[0]?["deleted"] == true)
  }

  @Test("the pages propose, vote, accept, decline and withdraw by forms")
  func pages() async throws {
    let mill = try await Mill.open(#","canon":"keeper""#)
    let propose = "/song/stories/\(mill.id)/propose"
    #expect(try await mill.house.page("/song/stories/\(mill.id)", as: mill.reader).text.contains(propose))
    #expect(try await mill.house.page("\(propose)?from=\(mill.root)", as: mill.reader).text.contains(">Propose<"))
    let refused = try await mill.house.post(
      propose, ["from": "\(mill.root)", "label": "Up", "title": "start", "body": "kept"], as: mill.reader)
    #expect(refused.status == 409 && refused.text.contains("kept") && refused.text.contains("is the title of another verse"))
    let made = try await mill.house.post(
      propose, ["from": "\(mill.root)", "label": "Up", "title": "Attic", "body": "x", "note": "n"], as: mill.reader)
    let page = try #require(made.headers["Location"])
    #expect(made.status == 303 && page.hasPrefix("/song/proposals/"))
    #expect(try await mill.house.page(page, as: mill.reader).text.contains(">Withdraw<"))
    let keeper = try await mill.house.page(page, as: mill.keeper).text
    #expect(keeper.contains(">Accept<") && keeper.contains(">Decline<") && keeper.contains(">Try it<"))
    #expect(try await mill.house.page("/song/stories/\(mill.id)", as: mill.keeper).text.contains("Proposals"))
    #expect(try await mill.house.post("\(page)/accept", ["from": "\(mill.root)"], as: mill.keeper).status == 303)
    #expect(try await mill.house.post("\(page)/decline", ["reason": "late"], as: mill.keeper).status == 409)
  }
}
