import AccountsTesting
import Core
import CoreTesting
import Testing

@testable import Accounts

@Suite struct PermissionsFollowFromRoleGrantsAndDenials {
  private func user(role: Role = .member, email: String = "ada@example.org", bannedAt: Timestamp? = nil, isInvited: Bool = false) -> User {
    User(
      id: UserID(1), uuid: "", username: "ada", email: email, name: "Ada", role: role, color: 0, githubID: nil, hasDownloaded: false,
      termsAgreedAt: nil, isBot: false, bannedAt: bannedAt, createdAt: start, updatedAt: start,
      isInvited: isInvited)
  }

  private func permissions(_ user: User, _ exceptions: [PermissionException] = []) -> EffectivePermissions {
    EffectivePermissions(of: user, exceptions: exceptions, now: start)
  }

  @Test func theRoleAlone() {
    #expect(permissions(user()).permissions == Role.member.permissions)
    #expect(permissions(user(role: .moderator)).permissions == Role.moderator.permissions)
    #expect(permissions(user(role: .admin)).permissions == .all)
  }

  private func newcomer(_ user: User, _ exceptions: [PermissionException] = [], at now: Timestamp = start) -> EffectivePermissions {
    EffectivePermissions(of: user, exceptions: exceptions, now: now, newcomerHours: 24)
  }

  @Test func newcomersLackFourPermissionsUntilTheirTimeIsOver() {
    let lacking: PermissionSet = [.createRoom, .sendDM, .uploadMedia, .publishScript]
    #expect(newcomer(user()).permissions == Role.member.permissions.subtracting(lacking))
    #expect(newcomer(user()).isNewcomer && newcomer(user()).changesAt == start + .hours(24))
    let last = newcomer(user(), at: start + .hours(24) - .milliseconds(1))
    #expect(last.isNewcomer && !last.permissions.contains(.sendDM))
    let after = newcomer(user(), at: start + .hours(24))
    #expect(!after.isNewcomer && after.permissions == Role.member.permissions && after.changesAt == nil)
  }

  @Test func whoWasInvitedOrIsStaffIsNoNewcomer() {
    #expect(newcomer(user(isInvited: true)).permissions == Role.member.permissions)
    #expect(newcomer(user(role: .moderator)).permissions == Role.moderator.permissions)
    #expect(permissions(user()).permissions == Role.member.permissions, "0 hours turn it off")
  }

  @Test func aGrantWinsOverBeingANewcomerAndADenialOverTheGrant() {
    let grant = PermissionException(permission: .sendDM, effect: .grant, endsAt: nil)
    #expect(newcomer(user(), [grant]).permissions.contains(.sendDM))
    #expect(!newcomer(user(), [grant]).permissions.contains(.createRoom))
    let denial = PermissionException(permission: .sendDM, effect: .deny, endsAt: nil)
    #expect(!newcomer(user(), [grant, denial]).permissions.contains(.sendDM))
  }

  @Test func aDenialWinsOverAGrantAndOverTheRole() {
    let both: [PermissionException] = [
      .init(permission: .postMessage, effect: .grant, endsAt: nil), .init(permission: .postMessage, effect: .deny, endsAt: nil),
    ]
    #expect(!permissions(user(role: .admin), both).permissions.contains(.postMessage))
  }

  @Test func whatEndsCountsUntilThen() {
    let ending = PermissionException(permission: .postMessage, effect: .deny, endsAt: start + .seconds(1))
    let permissions = permissions(user(), [ending])
    #expect(!permissions.permissions.contains(.postMessage))
    #expect(permissions.changesAt == start + .seconds(1))
    let ended = PermissionException(permission: .postMessage, effect: .deny, endsAt: start)
    #expect(self.permissions(user(), [ended]).permissions.contains(.postMessage))
    #expect(self.permissions(user(), [ended]).changesAt == nil)
  }

  @Test func theBannedHoldNothingAndKeepTheirRank() {
    let banned = permissions(user(role: .moderator, bannedAt: start), [.init(permission: .useTasks, effect: .grant, endsAt: nil)])
    #expect(banned.permissions == .none)
    #expect(banned.rank == 1)
  }

  @Test func rankFollowsFromWhatWasGivenNotFromWhatWasDenied() {
    #expect(permissions(user()).rank == 0)
    #expect(permissions(user(), [.init(permission: .moderate, effect: .grant, endsAt: nil)]).rank == 1)
    #expect(permissions(user(role: .admin), [.init(permission: .admin, effect: .deny, endsAt: nil)]).rank == 2)
  }

  /// Otherwise an archive that is taken in would bring what a newcomer may not upload.
  @Test func workThatGoesOnAfterItsRequestKnowsNewcomers() async throws {
    var site = SiteSettings()
    site.newcomerHours = 24
    let house = try await TestAccounts.open(settings: AccountsFeature.Settings(site: SiteState(site), delays: .init { _ in }))
    let ada = try await house.member("ada")
    func server() -> Scope {
      Scope(caller: .system, requestID: "test", now: house.clock.now, random: house.random, outbox: Outbox())
    }
    let young = try #require(try await house.accounts.members.member(server(), ada.id))
    #expect(young.isNewcomer && !young.permissions.contains(.uploadMedia))
    house.clock.advance(by: .hours(24))
    let old = try #require(try await house.accounts.members.member(server(), email: ada.email))
    #expect(!old.isNewcomer && old.permissions.contains(.uploadMedia))
  }
}
