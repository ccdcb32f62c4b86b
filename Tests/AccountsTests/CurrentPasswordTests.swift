import AccountsTesting
import Core
import CoreTesting
import Testing

@testable import Accounts

/// Somebody with a session but without the password guesses no faster than at sign-in.
@Suite struct AskingForTheCurrentPassword {
  @Test func afterTenFailuresInAnyFormEachTryWaitsLongerAndTheRightOneEndsThat() async throws {
    let waits = Waits()
    let house = try await TestAccounts.open(settings: waits.settings)
    let ada = try await house.member("ada")
    let accounts = house.accounts
    func attempt(_ number: Int, _ password: String) async throws {
      let scope = try await house.scope(of: ada)
      switch number % 3 {
      case 0: try await accounts.addresses.change(scope, to: "new\(number)@example.org", password: Password(password))
      case 1: try await accounts.departures.request(scope, password: Password(password))
      default:
        let form = [(name: "password", value: "battery staple"), ("current_password", password)]
        _ = try await accounts.settings.change(scope, Fields.read(Fields(form: form)) { AccountChange(reading: &$0) })
      }
    }
    for number in 0..<13 {
      #expect(await failure { try await attempt(number, "wrong horse") }?.details["current_password"] == "is wrong")
    }
    #expect(waits.delays == [.milliseconds(500), .seconds(1), .seconds(2)])
    try await attempt(1, TestAccounts.password)
    #expect(waits.delays.last == .seconds(4))
    let before = waits.delays.count
    #expect(await failure { try await attempt(0, "wrong horse") }?.code == .validation)
    #expect(waits.delays.count == before, "a success clears the count")
  }
}
