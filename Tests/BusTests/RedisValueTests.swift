import Testing

@testable import Bus

@Suite struct NamingARedisServer {
  @Test func readsWhatAURLSays() throws {
    let plain = try RedisEndpoint(url: "redis://cache.example")
    #expect((plain.host, plain.port, plain.database) == ("cache.example", 6379, 0) && plain.password == nil && plain.user == nil)
    let full = try RedisEndpoint(url: "redis://ada:s%40f%2Fe@10.0.0.7:7000/12")
    #expect((full.host, full.port, full.database) == ("10.0.0.7", 7000, 12) && full.password == "s@f/e" && full.user == "ada")
    #expect(try RedisEndpoint(url: "redis://:only@[::1]:7000/").host == "::1")
  }

  @Test(arguments: [
    "rediss://cache.example", "http://cache.example", "redis://", "redis://h/x", "redis://h/-1", "redis://h:70000", "redis://ada@h",
    "redis://h/1?x=2",
  ])
  func refusesWhatItCannotDo(url: String) {
    #expect(throws: RedisEndpoint.Unusable.self) { try RedisEndpoint(url: url) }
  }
}
