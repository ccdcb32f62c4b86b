import Foundation
import Glibc
import MediaWork
import Testing

@Suite struct WorkersTests {
  /// A pool whose worker is stopped by a signal, so that a job stays with it.
  private func stalled(_ workers: MediaWorkers) async throws -> pid_t {
    while workers.processes.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    kill(workers.processes[0], SIGSTOP)
    return workers.processes[0]
  }

  private func wait(until isTrue: () -> Bool) async throws {
    for _ in 0..<1_000 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
    #expect(isTrue())
  }

  private func picture() throws -> Workplace {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "1", "-f", "mjpeg")
    return place
  }

  @Test func aKilledWorkerCostsItsJobAndTheNextIsServed() async throws {
    let place = try picture()
    try await withWorkers { workers in
      let first = try await stalled(workers)
      async let lost = workers.work(on: .jpeg, in: place.name, of: 1)
      try await wait { workers.load.running == 1 }
      kill(first, SIGKILL)
      #expect(try await lost == .refused(.tooMuchWork))
      #expect(try await workers.work(on: .jpeg, in: place.name, of: 1) == .image(width: 64, height: 64, frames: 1))
      #expect(workers.processes != [first])
    }
  }

  @Test func oneThatDiesIdleIsReplacedAtOnce() async throws {
    try await withWorkers { workers in
      try await wait { !workers.processes.isEmpty }
      let first = workers.processes[0]
      kill(first, SIGKILL)
      try await wait { !workers.processes.isEmpty && workers.processes[0] != first }
    }
  }

  @Test func oneThatTakesTooLongIsReplaced() async throws {
    let place = try picture()
    try await withWorkers {
      $0.imageLimit = .milliseconds(200)
    } _: { workers in
      let first = try await stalled(workers)
      #expect(try await workers.work(on: .jpeg, in: place.name, of: 1) == .refused(.tooMuchWork))
      // The answer comes first, then its end.
      try await wait { kill(first, 0) != 0 }
    }
  }

  @Test func whoComesWhenAllPlacesAreTakenIsRefused() async throws {
    let place = try picture()
    try await withWorkers {
      $0.places = 1
    } _: { workers in
      let first = try await stalled(workers)
      async let running = workers.work(on: .jpeg, in: place.name, of: 1)
      try await wait { workers.load.running == 1 }
      async let waiting = workers.work(on: .jpeg, in: place.name, of: 1)
      try await wait { workers.load.waiting == 1 }
      await #expect(throws: MediaWorkers.Failure.full) { try await workers.work(on: .jpeg, in: place.name, of: 1) }
      kill(first, SIGCONT)
      #expect(try await running == .image(width: 64, height: 64, frames: 1))
      #expect(try await waiting == .image(width: 64, height: 64, frames: 1))
    }
  }

  @Test func withoutAWorkerNothingWaits() async throws {
    let place = try picture()
    try await withWorkers {
      $0.executable = "/nowhere/neospace-media"
    } _: { workers in
      await #expect(throws: MediaWorkers.Failure.unavailable) { try await workers.work(on: .jpeg, in: place.name, of: 1) }
    }
  }

  /// Where the kernel has Landlock. The server never makes such a link: it stands for a decoder that has been taken over.
  @Test func theWorkerReadsAndWritesNothingOutsideItsFolder() async throws {
    let (place, other) = (try picture(), try picture())
    let elsewhere = URL(filePath: "/var/tmp/neospace-outside-\(UUID().uuidString)")
    try FileManager.default.moveItem(at: other.source, to: elsewhere)
    defer { try? FileManager.default.removeItem(at: elsewhere) }
    try FileManager.default.createSymbolicLink(at: other.source, withDestinationURL: elsewhere)
    try FileManager.default.createSymbolicLink(at: place.folder.appending(path: "640.webp"), withDestinationURL: elsewhere)
    let before = try Data(contentsOf: elsewhere)
    try await withWorkers { workers in
      #expect(try await workers.work(on: .jpeg, in: other.name, of: 1) == .refused(.damaged))
      _ = try await workers.work(on: .jpeg, in: place.name, of: 1)
    }
    #expect(try Data(contentsOf: elsewhere) == before)
  }

  @Test func nothingOfAKilledWorkerIsLeft() async throws {
    let place = try Workplace()
    try place.make("-f", "lavfi", "-i", "sine=duration=1500", "-f", "wav")
    try await withWorkers { workers in
      async let lost = workers.work(on: .wav, in: place.name, of: 1)
      // Until its ffmpeg runs.
      try await wait { workers.processes.first.map { !children(of: $0).isEmpty } ?? false }
      let worker = workers.processes[0]
      let programs = children(of: worker)
      kill(worker, SIGKILL)
      #expect(try await lost == .refused(.tooMuchWork))
      // Not even as a process that nobody has waited for.
      #expect((programs + [worker]).allSatisfy { kill($0, 0) != 0 })
    }
  }

  private func children(of process: pid_t) -> [pid_t] {
    let text = (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  @Test func theWorkerHasItsLimits() async throws {
    try await withWorkers { workers in
      try await wait { !workers.processes.isEmpty }
      let limits = try String(contentsOfFile: "/proc/\(workers.processes[0])/limits", encoding: .utf8)
      let memory = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max address space") })
      #expect(memory.split(separator: " ").contains("536870912"))
      let status = try String(contentsOfFile: "/proc/\(workers.processes[0])/status", encoding: .utf8)
      #expect(status.contains("Seccomp:\t2"))
      #expect(status.contains("NoNewPrivs:\t1"))
      #expect(status.contains("CapEff:\t0000000000000000") && status.contains("CapBnd:\t0000000000000000"))
    }
  }
}
