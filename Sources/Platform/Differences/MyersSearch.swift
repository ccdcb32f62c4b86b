/// Finds a shortest edit of one list of numbers into another (Myers, "An O(ND) Difference Algorithm"), in linear space: the middle of the
/// edit is searched from both ends at once, then both halves in turn.
///
/// Time is the length of both lists times the length of the edit, so long and very different lists belong on a thread of their own.
public struct MyersSearch: Sendable {
  private let left: [Int32]
  private let right: [Int32]
  /// For each number of the first list, whether the edit deletes it. All false until `run`.
  public private(set) var isDeleted: [Bool]
  /// For each number of the second list, whether the edit inserts it. All false until `run`.
  public private(set) var isInserted: [Bool]
  /// The furthest x on each diagonal, from the start and from the end; diagonal 0 stands in the middle.
  private var forward: [Int32]
  private var backward: [Int32]

  /// - Parameters:
  ///   - left: The list before the edit.
  ///   - right: The list after it. Both together have fewer than 2^31 numbers.
  public init(_ left: [Int32], _ right: [Int32]) {
    self.left = left
    self.right = right
    isDeleted = [Bool](repeating: false, count: left.count)
    isInserted = [Bool](repeating: false, count: right.count)
    forward = [Int32](repeating: 0, count: left.count + right.count + 5)
    backward = forward
  }

  /// Searches. Call it once.
  public mutating func run() {
    // A stack of its own: no text can exhaust the thread's.
    var parts: [(x: Range<Int>, y: Range<Int>)] = [(left.indices, right.indices)]
    while let part = parts.popLast() {
      let (x, y) = trimmed(part.x, part.y)
      if x.isEmpty || y.isEmpty {
        for index in x { isDeleted[index] = true }
        for index in y { isInserted[index] = true }
      } else if let (middleX, middleY) = middle(x, y) {
        parts.append((x.lowerBound..<middleX, y.lowerBound..<middleY))
        parts.append((middleX..<x.upperBound, middleY..<y.upperBound))
      } else {
        // Nothing in common.
        for index in x { isDeleted[index] = true }
        for index in y { isInserted[index] = true }
      }
    }
  }

  /// Without what is equal at both ends.
  private func trimmed(_ x: Range<Int>, _ y: Range<Int>) -> (Range<Int>, Range<Int>) {
    var (x, y) = (x, y)
    while !x.isEmpty, !y.isEmpty, left[x.lowerBound] == right[y.lowerBound] {
      x = x.dropFirst()
      y = y.dropFirst()
    }
    while !x.isEmpty, !y.isEmpty, left[x.upperBound - 1] == right[y.upperBound - 1] {
      x = x.dropLast()
      y = y.dropLast()
    }
    return (x, y)
  }

  /// A point on a shortest edit where the two searches meet. Nil if the lists have nothing in common.
  private mutating func middle(_ xs: Range<Int>, _ ys: Range<Int>) -> (Int, Int)? {
    let (n, m) = (xs.count, ys.count)
    let (firstX, firstY) = (xs.lowerBound, ys.lowerBound)
    let most = (n + m + 1) / 2
    let delta = n - m
    let meetsForward = delta & 1 != 0
    let zero = most + 1
    // Taken out while they change: what belongs to `self` would be checked at every step.
    let (left, right) = (left, right)
    var (forward, backward): ([Int32], [Int32]) = ([], [])
    swap(&forward, &self.forward)
    swap(&backward, &self.backward)
    defer {
      swap(&forward, &self.forward)
      swap(&backward, &self.backward)
    }
    for index in 0...(2 * most + 2) {
      forward[index] = -1
      backward[index] = -1
    }
    forward[zero + 1] = 0
    backward[zero + 1] = 0
    // How far the ends of the diagonals have run out of the part.
    var (forwardStart, forwardEnd, backwardStart, backwardEnd) = (0, 0, 0, 0)
    for d in 0..<most {
      var k = -d + forwardStart
      while k <= d - forwardEnd {
        let (below, above) = (forward[zero + k - 1], forward[zero + k + 1])
        var x = Int(k == -d || (k != d && below < above) ? above : below + 1)
        var y = x - k
        while x < n, y < m, left[firstX + x] == right[firstY + y] {
          x += 1
          y += 1
        }
        forward[zero + k] = Int32(truncatingIfNeeded: x)
        if x > n {
          forwardEnd += 2
        } else if y > m {
          forwardStart += 2
        } else if meetsForward {
          let mirrored = zero + delta - k
          if mirrored >= 0, mirrored <= 2 * most + 2, backward[mirrored] != -1, x >= n - Int(backward[mirrored]) {
            return (firstX + x, firstY + y)
          }
        }
        k += 2
      }
      k = -d + backwardStart
      while k <= d - backwardEnd {
        let (below, above) = (backward[zero + k - 1], backward[zero + k + 1])
        var x = Int(k == -d || (k != d && below < above) ? above : below + 1)
        var y = x - k
        while x < n, y < m, left[firstX + n - 1 - x] == right[firstY + m - 1 - y] {
          x += 1
          y += 1
        }
        backward[zero + k] = Int32(truncatingIfNeeded: x)
        if x > n {
          backwardEnd += 2
        } else if y > m {
          backwardStart += 2
        } else if !meetsForward {
          let mirrored = zero + delta - k
          if mirrored >= 0, mirrored <= 2 * most + 2, forward[mirrored] != -1 {
            let met = Int(forward[mirrored])
            if met >= n - x { return (firstX + met, firstY + met - (mirrored - zero)) }
          }
        }
        k += 2
      }
    }
    return nil
  }
}
