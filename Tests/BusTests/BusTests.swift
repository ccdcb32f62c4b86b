import Synchronization
import Testing

@testable import Bus

@Suite struct NodesOfOneProcess {
  final class Inbox: Sendable {
    let messages = Mutex<[[UInt8]]>([])
    var all: [[UInt8]] { messages.withLock { $0 } }
    func receive(_ message: [UInt8]) { messages.withLock { $0.append(message) } }
  }

  @Test func hearEachOtherInOrderAndNotThemselves() {
    let exchange = LocalExchange()
    let (a, b, c) = (
      LocalBus(node: "a", exchange: exchange), LocalBus(node: "b", exchange: exchange), LocalBus(node: "c", exchange: exchange)
    )
    let (atA, atB, atC) = (Inbox(), Inbox(), Inbox())
    let subscriptions = [a.subscribe(to: "x", atA.receive), b.subscribe(to: "x", atB.receive), c.subscribe(to: "y", atC.receive)]
    for value in 1...100 as ClosedRange<UInt8> { a.publish([value], to: "x") }
    #expect(atA.all.isEmpty)
    #expect(atB.all == (1...100).map { [$0] })
    #expect(atC.all.isEmpty)
    subscriptions.forEach { $0.cancel() }
  }

  @Test func reachNobodyWhenAlone() {
    let exchange = LocalExchange()
    let a = LocalBus(node: "a", exchange: exchange)
    let own = a.subscribe(to: "x") { _ in }
    #expect(!a.reachesOthers)
    let other = LocalBus(node: "b", exchange: exchange).subscribe(to: "x") { _ in }
    #expect(a.reachesOthers)
    other.cancel()
    #expect(!a.reachesOthers)
    own.cancel()
  }

  @Test func aReleasedSubscriptionHearsNothing() {
    let exchange = LocalExchange()
    let inbox = Inbox()
    var subscription: BusSubscription? = LocalBus(node: "b", exchange: exchange).subscribe(to: "x", inbox.receive)
    let a = LocalBus(node: "a", exchange: exchange)
    a.publish([1], to: "x")
    withExtendedLifetime(subscription) {}
    subscription = nil
    a.publish([2], to: "x")
    #expect(inbox.all == [[1]])
  }

  @Test func aReceiverMayPublishAndSubscribe() {
    let exchange = LocalExchange()
    let (a, b) = (LocalBus(node: "a", exchange: exchange), LocalBus(node: "b", exchange: exchange))
    let inbox = Inbox()
    let answers = a.subscribe(to: "answers", inbox.receive)
    let echo = b.subscribe(to: "questions") { b.publish($0, to: "answers") }
    a.publish([7], to: "questions")
    #expect(inbox.all == [[7]])
    echo.cancel()
    answers.cancel()
  }
}
