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

  private func standing(_ user: User, _ exceptions: [PermissionException] = []) -> Standing {
    Standing(of: user, exceptions: exceptions, now: start)
  }

  @Test func theRoleAlone() {
    #expect(standing(user()).permissions == Role.member.permissions)
    #expect(standing(user(role: .moderator)).permissions == Role.moderator.permissions)
    #expect(standing(user(role: .admin)).permissions == .all)
  }

  @Test func aDenialWinsOverAGrantAndOverTheRole() {
    let both: [PermissionException] = [
      .init(permission: .postMessage, effect: .grant, endsAt: nil), .init(permission: .postMessage, effect: .deny, endsAt: nil),
    ]
    #expect(!standing(user(role: .admin), both).permissions.contains(.postMessage))
  }

  @Test func whatEndsCountsUntilThen() {
    let ending = PermissionException(permission: .postMessage, effect: .deny, endsAt: start + .seconds(1))
    let standing = standing(user(), [ending])
    #expect(!standing.permissions.contains(.postMessage))
    #expect(standing.changesAt == start + .seconds(1))
    let ended = PermissionException(permission: .postMessage, effect: .deny, endsAt: start)
    #expect(self.standing(user(), [ended]).permissions.contains(.postMessage))
    #expect(self.standing(user(), [ended]).changesAt == nil)
  }

  @Test func theBannedHoldNothingAndKeepTheirRank() {
    let banned = standing(user(role: .moderator, bannedAt: start), [.init(permission: .useTasks, effect: .grant, endsAt: nil)])
    #expect(banned.permissions == .none)
    #expect(banned.rank == 1)
  }

  @Test func rankFollowsFromWhatWasGivenNotFromWhatWasDenied() {
    #expect(standing(user()).rank == 0)
    #expect(standing(user(), [.init(permission: .moderate, effect: .grant, endsAt: nil)]).rank == 1)
    #expect(standing(user(role: .admin), [.init(permission: .admin, effect: .deny, endsAt: nil)]).rank == 2)
  }
}
