import Testing

@testable import MediaWork

@Suite struct QueueTests {
  @Test func twoRunSixteenWaitAndTheNextIsRefused() {
    var queue = MediaQueue<Int>(workers: 2, places: 16)
    let taken = (0...18).filter { queue.add($0) }
    #expect(taken == Array(0..<18))
    let begun = [queue.next(), queue.next(), queue.next()]
    #expect(begun == [0, 1, nil])
    let early = queue.add(18)
    queue.finished()
    let late = queue.add(18)
    #expect(!early && late)
    let third = queue.next()
    #expect(third == 2)
    let left = queue.drain()
    #expect(left == Array(3...18))
    #expect(queue.waiting.isEmpty)
  }
}
