import AccountsTesting
import Core
import CoreTesting

let start = TestClock.start
