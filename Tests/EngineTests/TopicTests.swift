import Glibc
import Synchronization
import Testing

@testable import Engine

/// Hands its socket to the test.
final class Tap: SocketHandler {
  let sockets: Sockets
  init(_ sockets: Sockets) { self.sockets = sockets }
  func opened(_ socket: Socket) async { sockets.add(socket) }
  func received(text: [UInt8]) async {}
  func received(binary: [UInt8]) async {}
  func closed(code: UInt16, reason: String) { sockets.close(code) }
}

/// Every socket a server has opened, in the order of opening.
final class Sockets: Sendable {
  private let state = Mutex<(open: [Socket], codes: [UInt16])>(([], []))
  func add(_ socket: Socket) { state.withLock { $0.open.append(socket) } }
  func close(_ code: UInt16) { state.withLock { $0.codes.append(code) } }
  var all: [Socket] { state.withLock { $0.open } }
  var codes: [UInt16] { state.withLock { $0.codes } }
}

struct TapServer {
  let sockets = Sockets()
  let test: TestServer
  var server: Server { test.server }

  init(_ adjust: (inout ServerOptions) -> Void = { _ in }) throws {
    test = try TestServer(adjust) { [sockets] _ in Response(body: .upgrade(WebSocketUpgrade { _ in Tap(sockets) })) }
  }

  /// A client and the server's handle on its socket.
  func connect(receiveBuffer: Int32? = nil) throws -> (WebSocketClient, Socket) {
    let before = sockets.all.count
    let client = try WebSocketClient(port: test.port, receiveBuffer: receiveBuffer, keeping: server)
    #expect(eventually { sockets.all.count == before + 1 })
    return (client, sockets.all[before])
  }
}

extension OverSockets {
  @Suite("Topics, queues and drain")
  struct TopicTests {
    let topic = Topic(rawValue: 42)

    @Test("a publish reaches the subscribers on every loop, and nobody else")
    func reaches() throws {
      let server = try TapServer { $0.loops = 3 }
      let all = try (0..<9).map { _ in try server.connect() }
      for (_, socket) in all.dropLast() { socket.subscribe(topic) }
      let other = Topic(rawValue: 43)
      all[8].1.subscribe(other)
      server.server.publish(SharedBuffer("to all"), to: topic)
      server.server.publish(SharedBuffer("to most"), to: topic, except: all[3].1.id)
      server.server.publish(SharedBuffer("to one"), to: other)
      for (index, (client, _)) in all.enumerated() {
        switch index {
        case 8: #expect(client.receive()?.text == "to one")
        case 3: #expect(client.receive()?.text == "to all")
        default:
          #expect(client.receive()?.text == "to all")
          #expect(client.receive()?.text == "to most")
        }
      }
      all[0].1.unsubscribe(topic)
      all[1].1.subscribe(topic)
      server.server.publish(SharedBuffer("again"), to: topic)
      all[0].1.send(SharedBuffer("only you"))
      #expect(all[0].0.receive()?.text == "only you")
      #expect(all[1].0.receive()?.text == "again")
      all[1].1.send(SharedBuffer("once"))
      #expect(all[1].0.receive()?.text == "once")
    }

    @Test("what is published after subscribe returned arrives, what was published before does not, from any thread")
    func order() throws {
      let server = try TapServer()
      let (client, socket) = try server.connect()
      for round in 0..<300 {
        server.server.publish(SharedBuffer("before \(round)"), to: topic)
        socket.subscribe(topic)
        server.server.publish(SharedBuffer("during \(round)"), to: topic)
        socket.send(SharedBuffer("sent \(round)"))
        server.server.publish(SharedBuffer("later \(round)"), to: topic)
        socket.unsubscribe(topic)
        server.server.publish(SharedBuffer("after \(round)"), to: topic)
      }
      for round in 0..<300 {
        for word in ["during", "sent", "later"] { #expect(client.receive()?.text == "\(word) \(round)") }
      }
    }

    @Test("publishers on many threads: each one's messages arrive in its order, exactly once")
    func race() async throws {
      let server = try TapServer { $0.connectionsPerAddress = 0 }
      let all = try (0..<8).map { _ in try server.connect() }
      for (_, socket) in all { socket.subscribe(topic) }
      await withTaskGroup { group in
        for publisher in 0..<4 {
          group.addTask { [topic, engine = server.server] in
            for number in 0..<200 {
              engine.publish(SharedBuffer("\(publisher) \(number)"), to: topic)
              if number % 10 == publisher { await Task.yield() }
            }
          }
        }
      }
      for (client, _) in all {
        var next = [0, 0, 0, 0]
        for _ in 0..<800 {
          let words = try #require(client.receive()).text.split(separator: " ").compactMap { Int($0) }
          #expect(next[words[0]] == words[1])
          next[words[0]] = words[1] + 1
        }
        #expect(next == [200, 200, 200, 200])
      }
    }

    @Test("what several topics, some for all but one, and direct messages bring in a burst arrives in the order of the calls")
    func burst() throws {
      let server = try TapServer { $0.connectionsPerAddress = 0 }
      let all = try (0..<6).map { _ in try server.connect() }
      let other = Topic(rawValue: 43)
      for (_, socket) in all { socket.subscribe(topic) }
      for (_, socket) in all.prefix(3) { socket.subscribe(other) }
      var expected = all.map { _ in [String]() }
      for round in 0..<400 {
        let one = round % 6
        switch round % 5 {
        case 0, 1:
          server.server.publish(SharedBuffer("all \(round)"), to: topic)
          for index in 0..<6 { expected[index].append("all \(round)") }
        case 2:
          server.server.publish(SharedBuffer("half \(round)"), to: other)
          for index in 0..<3 { expected[index].append("half \(round)") }
        case 3:
          server.server.publish(SharedBuffer("most \(round)"), to: topic, except: all[one].1.id)
          for index in 0..<6 where index != one { expected[index].append("most \(round)") }
        default:
          all[one].1.send(SharedBuffer("one \(round)"))
          expected[one].append("one \(round)")
        }
      }
      for (_, socket) in all {
        server.server.publish(SharedBuffer("end"), to: topic)
        socket.close(code: 4000)
      }
      for (index, (client, _)) in all.enumerated() {
        for text in expected[index] { #expect(client.receive()?.text == text) }
        // One for each socket closed before, and one of its own.
        for _ in 0...index { #expect(client.receive()?.text == "end") }
        #expect(client.receiveClose()?.code == 4000)
      }
    }

    @Test("a burst larger than the kernel takes at once goes on where it stopped, to each reader in its own time")
    func partlyWritten() throws {
      let server = try TapServer { $0.socketQueueBytes = 8 << 20 }
      let (late, lateSocket) = try server.connect(receiveBuffer: 4096)
      let (quick, quickSocket) = try server.connect()
      for socket in [lateSocket, quickSocket] { socket.subscribe(topic) }
      let text = { (number: Int) in "\(number) " + String(repeating: "x", count: 1_000 + number) }
      for number in 0..<3_000 { server.server.publish(SharedBuffer(text(number)), to: topic) }
      for client in [quick, late] {
        for number in 0..<3_000 { #expect(client.receive()?.text == text(number)) }
      }
      #expect(eventually { lateSocket.queuedBytes == 0 && lateSocket.sentMessages == 3_000 && quickSocket.sentMessages == 3_000 })
    }

    @Test("sockets that come and go leave no trace in a topic")
    func churn() throws {
      let server = try TapServer { $0.connectionsPerAddress = 0 }
      let (staying, socket) = try server.connect()
      socket.subscribe(topic)
      for _ in 0..<20 {
        var leaving = try (0..<5).map { _ in try server.connect() }
        for (_, socket) in leaving {
          socket.subscribe(Topic(rawValue: 7))
          socket.subscribe(topic)
          socket.subscribe(Topic(rawValue: 8))
          socket.unsubscribe(Topic(rawValue: 7))
        }
        leaving.shuffle()
        leaving.removeLast(3)
        server.server.publish(SharedBuffer("tick"), to: topic)
        leaving = []
      }
      for _ in 0..<20 { #expect(staying.receive()?.text == "tick") }
      #expect(eventually { server.server.counters.sockets == 1 })
      server.server.publish(SharedBuffer("end"), to: topic)
      #expect(staying.receive()?.text == "end")
    }

    @Test("a consumer too slow for live messages is closed with 4408; others get everything")
    func slowConsumer() throws {
      let server = try TapServer {
        $0.socketQueueBytes = 256 * 1024
        $0.slowConsumerGrace = .milliseconds(300)
      }
      let (slow, slowSocket) = try server.connect(receiveBuffer: 4096)
      let (quick, quickSocket) = try server.connect()
      slowSocket.subscribe(topic)
      quickSocket.subscribe(topic)
      let payload = SharedBuffer([UInt8](repeating: 97, count: 50_000))
      for _ in 0..<400 {
        server.server.publish(payload, to: topic)
        #expect(quick.receive()?.payload.count == 50_000)
      }
      #expect(server.server.counters.slowConsumers == 1)
      #expect(eventually { server.sockets.codes == [4408] })
      #expect(slowSocket.queuedBytes <= 256 * 1024)
      // It could not take the close frame in time: the connection is cut.
      #expect(eventually { server.server.counters.connections == 1 })
      while let frame = slow.receive() { #expect(frame.opcode == 2 || frame.opcode == 1) }
      quickSocket.send(SharedBuffer("fine"))
      #expect(quick.receive()?.text == "fine")
    }

    @Test("a slow consumer that reads again finds the close frame")
    func slowThenReads() throws {
      let server = try TapServer {
        $0.socketQueueBytes = 64 * 1024
        $0.slowConsumerGrace = .seconds(15)
      }
      let (slow, socket) = try server.connect(receiveBuffer: 4096)
      let payload = SharedBuffer([UInt8](repeating: 97, count: 50_000))
      var sent = 0
      while server.server.counters.slowConsumers == 0, sent < 1000 {
        socket.send(payload)
        sent += 1
      }
      let frame = try #require(slow.receiveClose())
      #expect(frame.code == 4408)
      #expect(String(decoding: frame.payload.dropFirst(2), as: UTF8.self) == "slow_consumer")
      #expect(!(socket.queuedBytes > 64 * 1024))
    }

    @Test("written pages do not count, and report when they are out")
    func pages() async throws {
      let server = try TapServer { $0.socketQueueBytes = 10_000 }
      let (client, socket) = try server.connect()
      let reader = PageReader(client)
      for _ in 0..<50 { #expect(await socket.write(SharedBuffer([UInt8](repeating: 97, count: 200_000)))) }
      #expect(reader.join() == 50 * 200_000)
      #expect(server.server.counters.slowConsumers == 0)
      #expect(socket.queuedBytes == 0)
    }

    @Test("a page for a client that leaves reports false")
    func abandonedPage() async throws {
      let server = try TapServer()
      let (_, socket) = try server.connect(receiveBuffer: 4096)
      // The client is gone by now; writing finds out.
      var results: [Bool] = []
      for _ in 0..<3 { results.append(await socket.write(SharedBuffer([UInt8](repeating: 97, count: 8_000_000)))) }
      #expect(results.last == false)
      #expect(eventually { server.sockets.codes == [1006] })
      socket.send(SharedBuffer("nobody"))
      socket.subscribe(topic)
      socket.close(code: 1000)
      #expect(await socket.write(SharedBuffer("nobody")) == false)
    }

    @Test("drain finishes requests, closes sockets with 1001 and refuses new connections")
    func drain() async throws {
      let gate = Gate()
      let journal = Journal()
      let test = try TestServer { request in
        if request.path == "/ws" { return Response(body: .upgrade(WebSocketUpgrade { EchoHandler($0, journal) })) }
        await gate.wait()
        return .text("finished")
      }
      let socket = try WebSocketClient(port: test.port)
      let busy = try test.client()
      busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      let idle = try test.client()
      #expect(eventually { test.server.counters.requests == 2 && test.server.counters.connections == 3 })
      async let drained: Void = test.server.drain(deadline: .seconds(10))
      #expect(socket.receive()?.code == 1001)
      socket.sendClose(1001)
      #expect(idle.isClosed())
      #expect(eventually { (try? test.client()) == nil })
      gate.open()
      let answer = try #require(busy.answer())
      #expect(answer.text == "finished")
      #expect(answer["Connection"] == "close")
      #expect(busy.isClosed())
      await drained
      #expect(test.server.counters.connections == 0)
      #expect(journal.all == ["opened", "closed 1001 "])
    }

    @Test("what does not end by the deadline is cut")
    func drainDeadline() async throws {
      let gate = Gate()
      let test = try TestServer { _ in
        await gate.wait()
        return .text("too late")
      }
      let stuck = try test.client()
      stuck.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(eventually { test.server.counters.requests == 1 })
      await test.server.drain(deadline: .milliseconds(100))
      #expect(stuck.isClosed())
      gate.open()
    }

    @Test("releasing a server ends its connections; its loops still run what tasks are left")
    func released() async throws {
      let gate = Gate()
      let finished = Atomic<Bool>(false)
      var test: TestServer? = try TestServer { _ in
        await gate.wait()
        finished.store(true, ordering: .relaxed)
        return .text("late")
      }
      let client = try #require(try test?.client())
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(eventually { test?.server.counters.requests == 1 })
      test = nil
      #expect(client.isClosed())
      gate.open()
      #expect(eventually { finished.load(ordering: .relaxed) })
    }
  }
}

/// Reads frames on a thread of its own until it has ten million bytes or the end.
final class PageReader: @unchecked Sendable {
  private var thread = pthread_t()
  private let client: WebSocketClient
  private var total = 0

  init(_ client: WebSocketClient) {
    self.client = client
    pthread_create(
      &thread, nil,
      { raw in
        let reader = Unmanaged<PageReader>.fromOpaque(raw!).takeUnretainedValue()
        while reader.total < 10_000_000, let frame = reader.client.receive() { reader.total += frame.payload.count }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func join() -> Int {
    pthread_join(thread, nil)
    return total
  }
}
