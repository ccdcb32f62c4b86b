import Core
import Telemetry
import Testing

@Suite("A secret does not slip out")
struct Secrets {
  @Test func printsNothing() {
    struct Config { let key = Secret("hunter2") }
    let secret = Secret("hunter2")
    var dumped = ""
    dump(Config(), to: &dumped)
    for shown in [
      "\(secret)", String(reflecting: secret), String(describing: [secret]), "\(Config())", "\(Secret?.some(secret) as Any)", dumped,
    ] {
      #expect(!shown.contains("hunter2"))
    }
    #expect(secret.text == "hunter2")
    #expect(secret == Secret("hunter2"))
    #expect((secret as Any) as? any LogValue == nil)
  }
}
