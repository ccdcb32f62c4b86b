import AccountsTesting
import Core

let start = TestClock.start
