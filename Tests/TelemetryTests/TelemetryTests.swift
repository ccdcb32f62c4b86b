import Glibc
import JSON
import Synchronization
import Testing

@testable import Telemetry

/// Collects what a sink writes; can be held up like a stuck disk.
private final class Paper: Sendable {
  private let text = Mutex<[UInt8]>([])
  private let isHeld = Atomic<Bool>(false)
  private let isEntered = Atomic<Bool>(false)

  var output: LogSink.Output {
    { bytes in
      self.isEntered.store(true, ordering: .releasing)
      while self.isHeld.load(ordering: .acquiring) { usleep(200) }
      self.text.withLock { $0 += bytes }
      return true
    }
  }
  func hold() { isHeld.store(true, ordering: .releasing) }
  func release() { isHeld.store(false, ordering: .releasing) }
  func waitUntilEntered() { while !isEntered.load(ordering: .acquiring) { usleep(200) } }
  var lines: [String] { text.withLock { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) } }
}

@Suite("An event is one line")
struct Logging {
  @Test func productionLinesAreJSON() throws {
    let paper = Paper()
    let sink = LogSink(.json, output: paper.output)
    let logger = Logger(sink: sink).with(["request_id": "r1", "room": "a"])
    logger.info(
      "answered",
      ["status": 200, "seconds": Duration.milliseconds(250), "path": "/a\"\n", "cached": false, "user": Int64?.none, "room": "b"])
    sink.close()
    let line = try JSONValue(parsing: try #require(paper.lines.first))
    var members = try #require(line.object)
    let time = try #require(members.removeValue(forKey: "time")?.string)
    #expect(time.wholeMatch(of: /2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(
      JSONValue.object(members) == [
        "level": "info", "message": "answered", "request_id": "r1", "room": "b", "status": 200, "seconds": 0.25, "path": "/a\"\n",
        "cached": false,
      ])
    #expect(paper.lines.count == 1)
  }

  @Test func developmentLinesAreReadableAndCannotBeForged() throws {
    let paper = Paper()
    let sink = LogSink(.human, output: paper.output)
    Logger(sink: sink).warning("odd", ["who": "x\n10:00 ERROR forged\u{1B}[31m\u{202E}", "n": 1, "word": "plain", "q": "a \"b\"", "e": ""])
    sink.close()
    let line = try #require(paper.lines.first)
    #expect(paper.lines.count == 1)
    #expect(
      line.dropFirst(12) == #" WARNING odd who="x\u{a}10:00 ERROR forged\u{1b}[31m\u{202e}" n=1 word=plain q="a \"b\"" e="""#)
  }

  @Test func aFieldCannotReplaceTheLinesOwnMembers() throws {
    let paper = Paper()
    let sink = LogSink(.json, output: paper.output)
    Logger(sink: sink).error("real", ["message": "fake", "level": "debug", "time": 0])
    sink.close()
    let line = try JSONValue(parsing: paper.lines[0])
    #expect(line["message"] == "real" && line["level"] == "error" && line["time"] != 0)
  }

  @Test func levelsBelowTheMinimumAreNotMade() {
    let paper = Paper()
    let sink = LogSink(.human, minimum: .warning, output: paper.output)
    let logger = Logger(sink: sink)
    logger.info("no")
    logger.debug("no")
    logger.error("yes")
    sink.close()
    #expect(paper.lines.count == 1)
    #expect(logger.writes(.error) && !logger.writes(.info) && !Logger.silent.writes(.error))
  }

  @Test func longValuesAreCut() throws {
    let paper = Paper()
    let sink = LogSink(.json, output: paper.output)
    Logger(sink: sink).info("x", ["body": String(repeating: "é", count: 100_000)])
    sink.close()
    #expect(paper.lines[0].utf8.count < 4300)
    #expect(try JSONValue(parsing: paper.lines[0])["body"]?.string?.hasSuffix("é…") == true)
  }

  @Test func keepsOrderAndLosesNothingThatFits() {
    let paper = Paper()
    let sink = LogSink(.json, lineLimit: 100_000, byteLimit: 64 << 20, output: paper.output)
    let logger = Logger(sink: sink)
    for n in 0..<5000 { logger.info("n", ["n": n]) }
    #expect(sink.flush(within: .seconds(10)))
    #expect(paper.lines.compactMap { try? JSONValue(parsing: $0)["n"]?.int } == (0..<5000).map(Int64.init))
    #expect(sink.droppedLines == 0)
    sink.close()
  }

  @Test func aStuckOutputNeverBlocksTheLoggingThread() throws {
    let paper = Paper()
    paper.hold()
    let sink = LogSink(.json, lineLimit: 10, output: paper.output)
    let logger = Logger(sink: sink)
    logger.info("first")
    paper.waitUntilEntered()
    for _ in 0..<100 { logger.info("more") }
    #expect(sink.droppedLines == 90)
    #expect(!sink.flush(within: .milliseconds(20)))
    paper.release()
    #expect(sink.flush(within: .seconds(10)))
    let report = try #require(paper.lines.last { $0.contains("log lines dropped") })
    #expect(try JSONValue(parsing: report)["count"] == 90)
    #expect(paper.lines.count == 12)
    logger.info("afterwards")
    sink.close()
    #expect(paper.lines.last?.contains("afterwards") == true)
    logger.info("too late")
    #expect(sink.droppedLines == 91)
    #expect(sink.flush())
  }

  @Test func byteLimitHolds() {
    let paper = Paper()
    paper.hold()
    let sink = LogSink(.json, byteLimit: 10_000, output: paper.output)
    let logger = Logger(sink: sink)
    logger.info("first")
    paper.waitUntilEntered()
    for _ in 0..<10 { logger.info("big", ["x": String(repeating: "y", count: 3000)]) }
    #expect(sink.droppedLines == 7)
    paper.release()
    sink.close()
  }

  @Test func writesToADescriptor() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let sink = LogSink(.json, output: LogSink.descriptor(ends[1]))
    Logger(sink: sink).info("through a pipe")
    sink.close()
    var buffer = [UInt8](repeating: 0, count: 1000)
    let count = read(ends[0], &buffer, buffer.count)
    #expect(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).contains("through a pipe"))
    close(ends[0])
    close(ends[1])
  }

  @Test func aClosedDescriptorCountsAsLoss() {
    let sink = LogSink(.json, output: LogSink.descriptor(-1))
    Logger(sink: sink).info("nowhere")
    #expect(sink.flush())
    #expect(sink.droppedLines == 1)
    sink.close()
  }

  @Test func manyThreadsAtOnce() async {
    let paper = Paper()
    let sink = LogSink(.json, lineLimit: 100_000, byteLimit: 64 << 20, output: paper.output)
    let logger = Logger(sink: sink)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<500 { logger.info("x") } } }
    }
    sink.close()
    #expect(paper.lines.count == 4000)
    #expect(paper.lines.allSatisfy { (try? JSONValue(parsing: $0)) != nil })
  }
}

@Suite("Metrics speak Prometheus")
struct Exposing {
  private func text(_ metrics: Metrics) -> String { String(decoding: metrics.exposition(), as: UTF8.self) }

  @Test func writesEveryKind() {
    let metrics = Metrics()
    metrics.counter("b_total", help: "Bees\nand \\").increment(by: 3)
    metrics.gauge("a_open", help: "Open.").set(-2)
    metrics.gauge("c_ratio", help: "Ratio.") { 0.5 }
    let histogram = metrics.histogram("d_seconds", help: "Time.", buckets: [0.1, 1])
    for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value) }
    histogram.observe(.nan)
    #expect(
      text(metrics) == """
        # HELP a_open Open.
        # TYPE a_open gauge
        a_open -2
        # HELP b_total Bees\\nand \\\\
        # TYPE b_total counter
        b_total 3
        # HELP c_ratio Ratio.
        # TYPE c_ratio gauge
        c_ratio 0.5
        # HELP d_seconds Time.
        # TYPE d_seconds histogram
        d_seconds_bucket{le="0.1"} 2
        d_seconds_bucket{le="1"} 3
        d_seconds_bucket{le="+Inf"} 4
        d_seconds_sum 7.65
        d_seconds_count 4

        """)
  }

  @Test func whatTakesTimeIsAskedForFirstAndUnknownIfItDoesNotCome() async {
    struct Broken: Error {}
    let metrics = Metrics()
    metrics.gauge("a_open", help: "Open.", asking: { 3 })
    metrics.gauge("b_open", help: "Open.", asking: { throw Broken() })
    metrics.gauge("c_open", help: "Open.", within: .milliseconds(10)) {
      try await Task.sleep(for: .seconds(600))
      return 1
    }
    #expect(text(metrics).contains("\na_open NaN\n"))
    await metrics.ask()
    #expect(text(metrics).contains("\na_open 3\n"))
    #expect(text(metrics).contains("\nb_open NaN\n"))
    #expect(text(metrics).contains("\nc_open NaN\n"))
  }

  @Test func labelsAreEscapedAndSorted() {
    let metrics = Metrics()
    let answers = metrics.counters("answers_total", help: "Answers.", labels: ["method", "status"])
    answers.with("POST", "200").increment()
    answers.with("GET", "a\"b\\c\nd").increment(by: 2)
    answers.with("POST", "200").increment()
    #expect(
      text(metrics).contains(
        "answers_total{method=\"GET\",status=\"a\\\"b\\\\c\\nd\"} 2\nanswers_total{method=\"POST\",status=\"200\"} 2\n"))
    let times = metrics.histograms("t_seconds", help: "T.", labels: ["route"], buckets: [1])
    times.with("/").observe(Duration.milliseconds(500))
    #expect(
      text(metrics).contains(
        "t_seconds_bucket{route=\"/\",le=\"1\"} 1\nt_seconds_bucket{route=\"/\",le=\"+Inf\"} 1\nt_seconds_sum{route=\"/\"} 0.5\n"))
  }

  @Test func theSameNameIsTheSameInstrument() {
    let metrics = Metrics()
    #expect(metrics.counter("x_total", help: "X.") === metrics.counter("x_total", help: "X."))
    #expect(metrics.gauge("y", help: "Y.") === metrics.gauge("y", help: "Y."))
    #expect(text(metrics).contains("x_total 0\n"))
  }

  @Test func seriesAreBounded() {
    let metrics = Metrics()
    let series = metrics.counters("s_total", help: "S.", labels: ["path"])
    for n in 0..<(Metrics.seriesLimit + 50) { series.with("\(n)").increment() }
    #expect(text(metrics).split(separator: "\n").count == Metrics.seriesLimit + 3)
    #expect(text(metrics).contains("s_total{path=\"other\"} 50\n"))
  }

  @Test func countsFromManyThreads() async {
    let metrics = Metrics()
    let counter = metrics.counter("n_total", help: "N.")
    let gauge = metrics.gauge("g", help: "G.")
    let histogram = metrics.histogram("h_seconds", help: "H.", buckets: [1])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<2000 {
            counter.increment()
            gauge.add(1)
            gauge.add(-1)
            histogram.observe(0.5)
          }
        }
      }
    }
    #expect(counter.value == 16_000)
    #expect(gauge.value == 0)
    #expect(text(metrics).contains("h_seconds_sum 8000\nh_seconds_count 16000\n"))
    counter.increment(by: -5)
    #expect(counter.value == 16_000)
  }

  @Test func describesTheProcess() throws {
    let metrics = Metrics()
    metrics.addProcess()
    let lines = text(metrics).split(separator: "\n").filter { !$0.hasPrefix("#") }
    let values = Dictionary(uniqueKeysWithValues: lines.map { ($0.split(separator: " ")[0], Double($0.split(separator: " ")[1])!) })
    #expect(try #require(values["process_resident_memory_bytes"]) > 1_048_576)
    #expect(try #require(values["process_open_fds"]) >= 3)
    #expect(try #require(values["process_cpu_seconds_total"]) > 0)
    #expect(try #require(values["process_start_time_seconds"]) > 1_700_000_000)
  }

  @Test func unusualNumbersHaveTheirForm() {
    let metrics = Metrics()
    metrics.gauge("a", help: "A.") { .nan }
    metrics.gauge("b", help: "B.") { -.infinity }
    metrics.gauge("c", help: "C.") { 1e300 }
    metrics.counter("d_total", help: "D.") { 9 }
    let shown = text(metrics)
    for line in ["a NaN\n", "b -Inf\n", "c 1e+300\n", "d_total 9\n"] { #expect(shown.contains(line)) }
  }
}
