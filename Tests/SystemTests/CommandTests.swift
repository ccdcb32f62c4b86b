import System
import Testing

@Suite("A command") struct CommandTests {
  private func printed(by command: Command) -> (text: String, status: Int32) {
    var bytes: [UInt8] = []
    let status = command.run { bytes += $0 }
    return (String(decoding: bytes, as: UTF8.self), status)
  }

  @Test("gives what it prints and its status, each of many at once its own", arguments: 0..<50)
  func runs(_ number: Int) {
    let answer = printed(by: Command("expr", ["\(number)", "+", "0"]))
    #expect(answer.text == "\(number)\n")
    // `expr` ends with 1 when the result is 0.
    #expect(answer.status == (number == 0 ? 1 : 0))
  }

  @Test("that does not exist is told from one that fails") func missing() {
    #expect(Command("no-program-of-this-name", []).run() == 127)
    #expect(Command("false", []).run() == 1)
  }

  @Test("gets secrets in its environment, instead of what we have ourselves") func secrets() {
    let text = printed(by: Command("env", [], secrets: ["PGPASSWORD=open sesame", "HOME=/there"])).text
    #expect(text.contains("PGPASSWORD=open sesame\n") && text.contains("PATH="))
    #expect(printed(by: Command("printenv", ["HOME"], secrets: ["HOME=/there"])).text == "/there\n")
  }

  @Test("gets an empty input and none of our open files") func files() {
    #expect(printed(by: Command("cat", [])).text.isEmpty)
    // The fourth is the folder it looks at.
    #expect(printed(by: Command("ls", ["/proc/self/fd"])).text == "0\n1\n2\n3\n")
  }
}
