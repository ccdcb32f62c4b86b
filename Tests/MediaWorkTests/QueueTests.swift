import Testing

@testable import MediaWork

@Suite struct QueueTests {
  @Test func twoRunSixteenWaitAndTheNextIsRefused() {
    var queue = MediaQueue<Int>(workers: 2, places: 16)
    let taken = (0...18).filter { queue.add($0, of: 1) }
    #expect(taken == Array(0..<18))
    let begun = [queue.next()?.job, queue.next()?.job, queue.next()?.job]
    #expect(begun == [0, 1, nil])
    let early = queue.add(18, of: 1)
    queue.finished(1)
    let late = queue.add(18, of: 1)
    #expect(!early && late)
    let next = queue.next()?.job
    #expect(next == 2)
    let left = queue.drain()
    #expect(left == Array(3...18))
    #expect(queue.waiting == 0)
  }

  @Test func whoHasNothingAtWorkComesFirst() {
    var queue = MediaQueue<String>(workers: 2, places: 16)
    for job in ["ann 1", "ann 2", "ann 3"] { _ = queue.add(job, of: 1) }
    var order = [queue.next()?.job]
    _ = queue.add("ben 1", of: 2)
    order.append(queue.next()?.job)
    queue.finished(2)
    // Nobody else waits, so a free worker is not kept idle.
    order.append(queue.next()?.job)
    #expect(order == ["ann 1", "ben 1", "ann 2"])
  }

  @Test func whoTakesAllPlacesKeepsNobodyAway() {
    var queue = MediaQueue<Int>(workers: 2, places: 16)
    for job in 0..<18 { _ = queue.add(job, of: 1) }
    let taken = (2...20).filter { queue.add(100 + $0, of: Int64($0)) }
    #expect(taken == Array(2...17), "sixteen more places")
    let second = queue.add(200, of: 2)
    #expect(!second)
    let first = [queue.next()?.job, queue.next()?.job]
    #expect(first == [0, 102])
  }
}
