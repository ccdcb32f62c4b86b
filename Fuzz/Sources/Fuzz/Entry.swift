import Foundation
import Synchronization

/// What libFuzzer's own `main` calls: `fuzz TARGET [libFuzzer's options and folders]`.

private let chosen = Mutex<Target?>(nil)

/// Takes the target's name out of the arguments before libFuzzer reads them.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> Int32 {
  let name = count.pointee > 1 ? arguments.pointee[1].map { String(cString: $0) } : nil
  guard let target = name.flatMap(Target.init(rawValue:)) else {
    print("usage: fuzz \(Target.allCases.map(\.rawValue).joined(separator: "|")) [-runs=N] [-max_total_time=S] [CORPUS...]")
    exit(2)
  }
  for index in 1..<Int(count.pointee) { arguments.pointee[index] = arguments.pointee[index + 1] }
  count.pointee -= 1
  chosen.withLock { $0 = target }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  chosen.withLock(\.self)?.check(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}
