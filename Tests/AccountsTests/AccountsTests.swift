import Testing

@testable import Accounts
