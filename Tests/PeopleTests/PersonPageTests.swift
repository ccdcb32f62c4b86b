import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import SQL
import Testing

@Suite("Pages of people") struct PersonPageTests {
  @Test("show the group and do by forms what it offers")
  func group() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada", .private), try await house.member("bob"))
    let page = try await house.send(.get, "/people/ada", as: bob)
    #expect(page.status == 200 && page.text.contains("You and Ada") && page.text.contains("Follow</button>"))
    let asked = try await house.send(.post, "/people/ada/follow", as: bob, form: "next=/people/ada")
    #expect(asked.status == 303 && asked.headers["Location"] == "/people/ada")
    #expect(try await house.send(.get, "/people/ada", as: bob).text.contains("Withdraw request</button>"))
    #expect(try await house.send(.get, "/follows?list=requests", as: ada).text.contains("Accept</button>"))
    let accepted = try await house.send(.post, "/people/bob/accept", as: ada, form: "next=https://evil.example")
    #expect(accepted.status == 303 && accepted.headers["Location"] == "/@bob", "only a path of this site")
    #expect(try await house.send(.get, "/people/bob", as: ada).text.contains("Remove follower</button>"))

    let question = try await house.send(.get, "/people/bob/block", as: ada)
    #expect(question.text.contains("Block Bob</button>") && question.text.contains("autofocus"))
    let blocked = try await house.send(.post, "/people/bob/block", as: ada, form: "")
    #expect(blocked.status == 303 && blocked.headers["Location"] == "/follows?list=blocked")
    let list = try await house.send(.get, "/follows?list=blocked", as: ada)
    #expect(list.text.contains("Unblock</button>") && list.text.contains("People you blocked"))
    #expect(try await house.send(.get, "/people/bob", as: ada).text.contains("Unblock</button>"))
    let refused = try await house.send(.post, "/people/bob/follow", as: ada, form: "")
    #expect(refused.status == 409 && refused.text.contains("You have blocked this person"))
    #expect(try await house.send(.get, "/people/ada", as: bob).status == 404)
    #expect(try await house.send(.post, "/people/bob/unblock", as: ada, form: "").headers["Location"] == "/@bob")
  }

  @Test("a former name leads to the present one, a guest to signing in, oneself to no group")
  func names() async throws {
    let house = try await PeopleHouse.open()
    let (ada, bob) = (try await house.member("ada"), try await house.member("bob"))
    try await house.house.accounts.usernames.rename(try await house.house.scope(of: ada), to: "ada-two")
    #expect(try await house.send(.get, "/people/ada", as: bob).headers["Location"] == "/people/ada-two")
    #expect(try await house.send(.get, "/api/people/ada", as: bob).data["person"]?["user"]?["username"] == "ada-two")
    #expect(try await house.send(.get, "/people/ada-two").status == 303)
    let own = try await house.send(.get, "/people/ada-two", as: ada)
    #expect(own.status == 200 && !own.text.contains("You and"))
    #expect(try await house.send(.get, "/people/ada-two/block", as: ada).status == 422)
    #expect(try await house.send(.post, "/people/ada-two/follow", as: ada, form: "").status == 422)
  }
}
