import Core
import HTML
import Testing

@testable import Design

@Suite("Pages") struct PageTests {
  static let site = Site(
    destinations: [
      Destination("Rooms", path: "/rooms", icon: .rooms), Destination("Admin", path: "/admin", icon: .admin, permission: .admin),
      Destination("Desk", icon: .home) { "/desks/\($0.username)" },
    ], asset: AssetPath { "/assets/x/\($0)" })

  static func member(_ role: Role) -> Member {
    Member(
      id: UserID(7), uuid: "u", username: "ada", displayName: "Ada <Lovelace>", email: "ada@example.org", color: 3, role: role,
      permissions: role.permissions)
  }

  static func visit(_ role: Role? = .member, path: String = "/rooms/general", appearance: Appearance = .standard) -> Visit {
    Visit(site: site, viewer: role.map(member), appearance: appearance, path: path)
  }

  static func page(_ visit: Visit) -> String {
    let rooms = SidebarSection(
      name: "Rooms", noun: "room",
      links: [.init(name: "general", path: "/rooms/general", kind: "public", isCurrent: true, unread: 120, mentions: 1)])
    return ShellPage("#general", visit, sections: [rooms]) { h1 { "#general" } }.markup
  }

  @Test("hold no inline script, style or handler, and only files that exist", arguments: [Role.guest, .member, .admin])
  func contentPolicy(role: Role) throws {
    let markup = Self.page(Self.visit(role, appearance: Appearance(theme: .hacker, scheme: .dark)))
    #expect(markup.matches(of: /<script(?! src="\/assets\/x\/js\/[a-z]+\.js" type="module")/).isEmpty)
    #expect(markup.matches(of: /<style|\sstyle=|\son[a-z]+=/).isEmpty)
    let files = markup.matches(of: /"\/assets\/x\/([^"#]+)/)
    #expect(files.count > 8)
    for file in files { #expect(try PublicFolder.size(String(file.1)) > 0) }
  }

  @Test("escape what members call themselves") func escaping() {
    let markup = Self.page(Self.visit())
    #expect(!markup.contains("Ada <Lovelace>"))
    #expect(markup.contains("Ada &lt;Lovelace&gt;"))
  }

  @Test("show places to those who may go there") func destinations() {
    #expect(!Self.page(Self.visit(.member)).contains("href=\"/admin\""))
    #expect(Self.page(Self.visit(.admin)).contains("href=\"/admin\""))
    #expect(!Self.page(Self.visit(nil)).contains("href=\"/rooms\""))
    let own = Self.page(Self.visit(.member, path: "/desks/ada/drawer"))
    #expect(own.contains("href=\"/desks/ada\" aria-current=\"true\""), "each member's own")
    #expect(own.contains("href=\"/@ada\""), "the way to one's own wall")
  }

  @Test("begin with a way past the navigation") func skipLink() throws {
    let markup = Self.page(Self.visit())
    let skip = try #require(markup.firstRange(of: "href=\"#main\""))
    let sidebar = try #require(markup.firstRange(of: "class=\"sidebar\""))
    #expect(skip.lowerBound < sidebar.lowerBound)
    #expect(markup.contains("id=\"main\""))
  }

  @Test("say who looks, for the stylesheet and the scripts") func viewer() {
    let markup = Self.page(Self.visit())
    #expect(markup.contains("data-user=\"7\""))
    #expect(markup.contains("href=\"/appearance/members/7\""))
    #expect(!markup.contains("data-moderates"))
    #expect(Self.page(Self.visit(.moderator)).contains("data-moderates"))
    #expect(!Self.page(Self.visit(nil)).contains("data-user"))
  }

  @Test("mark the open page and, more quietly, the place it belongs to") func current() {
    let markup = Self.page(Self.visit())
    #expect(markup.contains("href=\"/rooms\" aria-current=\"true\""))
    #expect(markup.contains("99+"))
    #expect(Self.page(Self.visit(path: "/rooms")).contains("href=\"/rooms\" aria-current=\"page\""))
  }

  @Test("wear the theme and scheme that were chosen") func appearance() {
    let markup = Self.page(Self.visit(appearance: Appearance(theme: .retro, scheme: .light)))
    #expect(markup.contains("data-theme=\"retro\" data-scheme=\"light\""))
    #expect(markup.contains("css/themes/retro.css"))
    #expect(!Self.page(Self.visit()).contains("css/themes/"))
  }

  @Test("draw icons that exist", arguments: Icon.allCases) func icons(icon: Icon) throws {
    #expect(try PublicFolder.text("art/icons.svg").contains("<symbol id=\"\(icon.rawValue)\""))
  }
}

@Suite("Error pages") struct ErrorPageTests {
  static func page(_ status: Int, _ message: String = "Try again in 3 seconds") -> String {
    ErrorPage(status: status, message: message, requestID: "abc123", PageTests.visit(nil, path: "/rooms/x")).markup
  }

  @Test("have words of their own, the request's number and a way back", arguments: [401, 403, 404, 410, 429, 500, 503])
  func words(status: Int) {
    let markup = Self.page(status)
    let others = [401, 403, 404, 410, 429, 500, 503].filter { $0 != status }.map { ErrorWords(status: $0, message: "").heading }
    #expect(others.allSatisfy { !markup.contains($0) })
    #expect(markup.contains("abc123"))
    #expect(markup.contains(status == 401 ? "href=\"/login\"" : "href=\"/\""))
  }

  @Test("offer to try again where that may help", arguments: [429, 500, 503]) func retry(status: Int) {
    #expect(Self.page(status).contains("href=\"/rooms/x\""))
  }

  @Test("repeat the message where the status does not say enough") func message() {
    #expect(Self.page(409, "The name is <taken>").contains("The name is &lt;taken&gt;."))
  }
}
