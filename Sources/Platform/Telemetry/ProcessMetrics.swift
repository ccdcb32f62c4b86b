import Glibc

extension Metrics {
  /// Adds what Prometheus' client libraries say about every process: memory, CPU time, open files, start time.
  public func addProcess() {
    let started = Double(WallClock.microseconds()) / 1_000_000
    gauge("process_start_time_seconds", help: "Start of the process since the Unix epoch in seconds.") { started }
    gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.") { Self.residentBytes() }
    gauge("process_open_fds", help: "Number of open file descriptors.") { Self.openDescriptors() }
    counter("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.") {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
  }

  /// NaN where /proc is not mounted: Prometheus' way to say that a value is not known.
  public static func residentBytes() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return .nan }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return .nan }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return .nan }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func openDescriptors() -> Double {
    guard let folder = opendir("/proc/self/fd") else { return .nan }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
      if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    // The folder itself was open while it was read.
    return Double(count - 1)
  }
}
