import RandomTesting
import Testing

@testable import Core

@Suite struct SlidingLimits {
  /// Every admission ever, looked through each time.
  struct Model {
    var admitted: [Int64] = []

    mutating func admit(_ limit: Limit, now: Int64) -> Admission {
      var wait: Int64 = 0
      for window in limit.windows {
        let span = window.span.wholeMicroseconds
        let counting = admitted.filter { now - $0 < span }
        if counting.count >= window.count { wait = max(wait, counting[counting.count - window.count] + span - now) }
      }
      if wait > 0 { return .refused(retryAfter: .microseconds(wait)) }
      admitted.append(now)
      return .allowed
    }
  }

  @Test func agreeWithAModelThatForgetsNothing() async {
    var random = SeededRandom(seed: 1)
    for _ in 0..<2_000 {
      await Task.yield()
      let windows = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Limit.Window(Int.random(in: 1...8, using: &random), per: .seconds(Int.random(in: 1...3_600, using: &random)))
      }
      let limit = Limit("x", meaning: "Tests").with(windows)
      var log = SlidingLog()
      var model = Model()
      var now = Int64.random(in: -5_000_000_000...5_000_000_000_000, using: &random)
      for _ in 0..<60 {
        let longest = windows.map { $0.span.wholeMicroseconds }.max()!
        now += [0, 1, longest / 3, longest, longest * 5, Int64.random(in: 0...longest / 4, using: &random)].randomElement(using: &random)!
        let expected = model.admit(limit, now: now)
        #expect(log.isFull(limit, now: Timestamp(microseconds: now)) == (expected != .allowed || isFullAfter(model, limit, now)))
        #expect(log.admit(limit, now: Timestamp(microseconds: now)) == expected)
      }
    }
  }

  @Test func whatIsCountedElsewhereCountsAsIfItWereHere() async {
    var random = SeededRandom(seed: 2)
    for _ in 0..<10_000 {
      await Task.yield()
      let window = Limit.Window(Int.random(in: 1...12, using: &random), per: .seconds(Int.random(in: 1...100, using: &random)))
      let limit = Limit("x", window, meaning: "Tests")
      var log = SlidingLog()
      var model = Model()
      var now: Int64 = 0
      for _ in 0..<40 {
        now += Int64.random(in: 0...window.span.wholeMicroseconds / 3, using: &random)
        if Bool.random(using: &random) {
          let count = Int.random(in: 0...20, using: &random)
          log.record(count, limit, now: Timestamp(microseconds: now))
          model.admitted += repeatElement(now, count: count)
        } else {
          #expect(log.admit(limit, now: Timestamp(microseconds: now)) == model.admit(limit, now: now))
        }
        #expect(log.count <= window.count)
      }
      _ = log.admit(limit, now: Timestamp(microseconds: now))
      let counting = model.admitted.count { now - $0 < window.span.wholeMicroseconds }
      #expect(log.remaining(limit) <= max(0, window.count - counting))
    }
  }

  /// `isFull` is asked before the admission of the log but after the model's.
  private func isFullAfter(_ model: Model, _ limit: Limit, _ now: Int64) -> Bool {
    var before = model
    if before.admitted.last == now { before.admitted.removeLast() }
    return limit.windows.contains { window in
      before.admitted.filter { now - $0 < window.span.wholeMicroseconds }.count >= window.count
    }
  }

  @Test func whatWeighsMoreCountsAsManyAtOnceOrNotAtAll() async {
    var random = SeededRandom(seed: 4)
    for _ in 0..<500 {
      await Task.yield()
      let window = Limit.Window(Int.random(in: 1...12, using: &random), per: .seconds(60))
      let limit = Limit("x", window, meaning: "Tests")
      var (log, admitted, now): (SlidingLog, [Int64], Int64) = (SlidingLog(), [], 0)
      for _ in 0..<60 {
        now += Int64.random(in: 0...20_000_000, using: &random)
        let weight = min(Int.random(in: 1...15, using: &random), window.count)
        let counting = admitted.filter { now - $0 < 60_000_000 }
        let fits = counting.count + weight <= window.count
        let answer = log.admit(limit, weight: weight, now: Timestamp(microseconds: now))
        #expect((answer == .allowed) == fits)
        if fits {
          admitted += Array(repeating: now, count: weight)
        } else if case .refused(let wait) = answer {
          var later = log
          let then = Timestamp(microseconds: now) + wait
          #expect(later.admit(limit, weight: weight, now: then + .microseconds(-1)) != .allowed)
          #expect(later.admit(limit, weight: weight, now: then) == .allowed)
        }
      }
    }
  }

  @Test func waitingAsToldIsEnoughAndLessIsNot() {
    let limit = Limit("x", .seconds(5, 20), .minute(60), meaning: "Tests")
    var log = SlidingLog()
    var now = Timestamp(microseconds: 1_000)
    var admitted = 0
    while admitted < 200 {
      switch log.admit(limit, now: now) {
      case .allowed: admitted += 1
      case .refused(let wait):
        #expect(log.admit(limit, now: now + wait - .microseconds(1)) != .allowed)
        now = now + wait
        #expect(log.admit(limit, now: now) == .allowed)
        admitted += 1
      }
    }
  }

  @Test func aClockSetBackDoesNotMakeThePastCountLonger() {
    let limit = Limit("x", .seconds(10, 1), meaning: "Tests")
    var log = SlidingLog()
    #expect(log.admit(limit, now: Timestamp(microseconds: 100_000_000)) == .allowed)
    #expect(log.admit(limit, now: Timestamp(microseconds: 50_000_000)) == .refused(retryAfter: .seconds(10)))
    #expect(log.admit(limit, now: Timestamp(microseconds: 110_000_000)) == .allowed)
  }

  @Test func subjectsAndLimitsAreCountedApart() async {
    let limiter = LocalRateLimiter()
    let now = Timestamp(microseconds: 1)
    let one = Limit("one", .minute(1), meaning: "Tests"), two = Limit("two", .minute(1), meaning: "Tests")
    for subject in [LimitSubject.user(UserID(1)), .user(UserID(2)), .address("1"), .name("1")] {
      for limit in [one, two] {
        #expect(await limiter.admit(limit, for: subject, now: now) == .allowed)
        #expect(await limiter.admit(limit, for: subject, now: now) == .refused(retryAfter: .seconds(60)))
      }
    }
    await #expect(throws: AppError.rateLimited(retryAfter: .seconds(60))) {
      try await limiter.require(one, for: .user(UserID(1)), now: now)
    }
  }

  @Test func liftedLimitsCountNothing() async {
    let limiter = LocalRateLimiter()
    let posts = Limit("posts", .minute(1), meaning: "Tests")
    for _ in 0..<1_000 {
      #expect(await limiter.admit(Limits.lifted[posts], for: .user(UserID(1)), now: Timestamp(microseconds: 0)) == .allowed)
    }
    #expect(limiter.subjects == 0)
  }

  @Test func expiredSubjectsMakeRoomAndMemoryIsBounded() {
    let limiter = LocalRateLimiter(capacity: 1_600)
    let limit = Limit("x", .seconds(1, 1), meaning: "Tests")
    for round in 0..<20 as Range<Int64> {
      for user in 1...1_000 as ClosedRange<Int64> {
        _ = limiter.count(limit, for: .user(UserID(round * 1_000 + user)), now: Timestamp(microseconds: round * 2_000_000 + user))
      }
    }
    #expect(limiter.subjects <= 1_600)
    // All at once: more than fit.
    for user in 1...10_000 as ClosedRange<Int64> {
      _ = limiter.count(limit, for: .user(UserID(user)), now: Timestamp(microseconds: 900_000_000))
    }
    #expect(limiter.subjects <= 1_600)
    #expect(limiter.subjects > 800)
  }

  @Test func concurrentAskersAreAdmittedExactlyAsOftenAsAllowed() async {
    let limiter = LocalRateLimiter()
    let limit = Limit("x", .minute(100), meaning: "Tests")
    let admitted = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var count = 0
          for moment in 0..<200 as Range<Int64> {
            if await limiter.admit(limit, for: .address("a"), now: Timestamp(microseconds: moment)) == .allowed { count += 1 }
          }
          return count
        }
      }
      return await group.reduce(0, +)
    }
    #expect(admitted == 100)
  }
}
