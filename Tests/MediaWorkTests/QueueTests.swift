import Testing

@testable import MediaWork

@Suite struct QueueTests {
  @Test func twoRunSixteenWaitAndTheNextIsRefused() {
    var queue = MediaQueue<Int>(workers: 2, places: 16)
    for job in 0..<18 { #expect(queue.add(job)) }
    #expect(!queue.add(18))
    #expect(queue.next() == 0)
    #expect(queue.next() == 1)
    #expect(queue.next() == nil)
    #expect(!queue.add(18))
    queue.finished()
    #expect(queue.add(18))
    #expect(queue.next() == 2)
    #expect(queue.drain() == Array(3...18))
    #expect(queue.waiting.isEmpty)
  }
}
