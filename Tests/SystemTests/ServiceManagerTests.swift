import Glibc
import System
import Testing

struct ServiceManagerTests {
  /// A socket that hears what a service manager would.
  private final class Ear {
    let name: String
    private let descriptor: Int32

    /// Without a name of its own it gets an abstract one, which begins with `@`.
    init() {
      let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var length = socklen_t(MemoryLayout<sa_family_t>.size)
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          _ = bind(descriptor, address, length)
          length = socklen_t(MemoryLayout<sockaddr_un>.size)
          _ = getsockname(descriptor, address, &length)
        }
      }
      let count = Int(length) - MemoryLayout<sa_family_t>.size - 1
      let bytes = withUnsafeBytes(of: &address.sun_path) { Array($0[1...count]) }
      self.descriptor = descriptor
      name = "@" + String(decoding: bytes, as: UTF8.self)
    }

    deinit { close(descriptor) }

    func next() -> String {
      var bytes = [UInt8](repeating: 0, count: 100)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
  }

  @Test func tellsEachNewsInADatagram() throws {
    let ear = Ear()
    let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": ear.name]))
    for (news, line) in [(ServiceManager.News.ready, "READY=1"), (.alive, "WATCHDOG=1"), (.stopping, "STOPPING=1")] {
      #expect(manager.tell(news))
      #expect(ear.next() == line)
    }
    #expect(manager.watchdog == nil)
  }

  @Test func watchesOnlyTheProcessThatIsNamed() throws {
    let watched = ["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000"]
    #expect(try #require(ServiceManager(environment: watched, process: 7)).watchdog == .seconds(30))
    #expect(try #require(ServiceManager(environment: watched.merging(["WATCHDOG_PID": "7"]) { $1 }, process: 7)).watchdog == .seconds(30))
    #expect(try #require(ServiceManager(environment: watched.merging(["WATCHDOG_PID": "8"]) { $1 }, process: 7)).watchdog == nil)
    for nonsense in ["0", "-1", "soon", ""] {
      #expect(try #require(ServiceManager(environment: watched.merging(["WATCHDOG_USEC": nonsense]) { $1 })).watchdog == nil)
    }
  }

  @Test func nobodyListens() throws {
    #expect(ServiceManager(environment: [:]) == nil)
    #expect(ServiceManager(environment: ["NOTIFY_SOCKET": ""]) == nil)
    #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "vsock:2:1"]) == nil)
    for path in ["/nowhere/at-all", "/" + String(repeating: "x", count: 200)] {
      #expect(try !#require(ServiceManager(environment: ["NOTIFY_SOCKET": path])).tell(.ready))
    }
  }
}
