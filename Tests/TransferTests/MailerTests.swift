import Glibc
import Synchronization
import System
import Testing

@testable import Transfer

/// A mail server that says what it is told to, on a thread of its own.
private final class ScriptedServer: Sendable {
  let port: UInt16
  private let heard = Mutex<[String]>([])
  private let listener: Int32

  /// - Parameter answer: to a line from the client; nil for silence.
  init(_ answer: @escaping @Sendable (String) -> String?) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        let code = bind(listener, raw, length)
        getsockname(listener, raw, &length)
        return code
      }
    }
    precondition(bound == 0 && listen(listener, 4) == 0)
    port = address.sin_port.bigEndian
    BlockingThread.startOrStop { [self] in
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      _ = "220 here\r\n".withCString { write(client, $0, strlen($0)) }
      var (line, byte) = ("", UInt8(0))
      while read(client, &byte, 1) == 1 {
        guard byte == 10 else {
          if byte != 13 { line.append(Character(UnicodeScalar(byte))) }
          continue
        }
        heard.withLock { $0.append(line) }
        if let words = answer(line) { _ = (words + "\r\n").withCString { write(client, $0, strlen($0)) } }
        line = ""
      }
      close(client)
    }
  }

  var lines: [String] { heard.withLock { $0 } }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}

@Suite struct MailerTests {
  private static func letter() -> MailMessage {
    MailMessage(from: "door@example.org", to: "ada@example.org", subject: "S", text: "T", date: 0, id: "id")
  }

  /// libcurl would end the letter and wait for two minutes, with every other transfer.
  @Test func aSilentServerIsGivenUpWithoutAWord() async throws {
    let server = ScriptedServer { line in line.hasPrefix("RCPT") ? nil : "250 ok" }
    let loop = TransferLoop()
    defer { loop.close() }
    let mailer = Mailer(loop, server: try #require(MailServer("smtp://127.0.0.1:\(server.port)")), host: "here")
    let sent = await mailer.send(Self.letter(), within: .milliseconds(300))
    #expect(sent.failure?.error == .noFirstByte)
    #expect(server.lines.last == "RCPT TO:<ada@example.org>")
  }

  @Test func aRefusalIsWhatTheServerSaidBeforeItTookItsLeave() async throws {
    let server = ScriptedServer { line in
      line.hasPrefix("RCPT") ? "552 box full" : line == "QUIT" ? "221 bye" : "250 ok"
    }
    let loop = TransferLoop()
    defer { loop.close() }
    let mailer = Mailer(loop, server: try #require(MailServer("smtp://127.0.0.1:\(server.port)")), host: "here")
    let sent = await mailer.send(Self.letter())
    let failure = try #require(sent.failure)
    #expect(failure.reply == "552 box full" && failure.isFinal && failure.text.hasPrefix("552 box full ("))
    #expect(sent.dialogue.contains("> RCPT TO:<ada@example.org>") && sent.dialogue.contains("< 552 box full"))
  }
}
