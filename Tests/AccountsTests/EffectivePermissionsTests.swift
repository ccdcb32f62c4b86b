import AccountsTesting
import Core
import Testing

@testable import Accounts

@Suite struct PermissionsFollowFromRoleGrantsAndDenials {
  private func user(role: Role = .member, email: String = "ada@example.org", bannedAt: Timestamp? = nil) -> User {
    User(
      id: UserID(1), uuid: "", username: "ada", email: email, name: "Ada", role: role, color: 0, githubID: nil, hasDownloaded: false,
      termsAgreedAt: nil, isBot: false, bannedAt: bannedAt, createdAt: start, updatedAt: start)
  }

  private func permissions(_ user: User, _ exceptions: [PermissionException] = []) -> EffectivePermissions {
    EffectivePermissions(of: user, exceptions: exceptions, now: start)
  }

  @Test func theRoleAlone() {
    #expect(permissions(user()).permissions == Role.member.permissions)
    #expect(permissions(user(role: .moderator)).permissions == Role.moderator.permissions)
    #expect(permissions(user(role: .admin)).permissions == .all)
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
}
