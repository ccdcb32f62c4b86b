import Core
import Engine
import HTTP
import JSON

/// Routes for load balancers and Prometheus.
public enum HealthRoutes {
  /// - Parameters:
  ///   - database: asks the database something small, with a limit of 2 seconds; throws if it does not answer.
  ///   - metrics: all metrics as Prometheus text.
  public static func routes(
    database: @escaping @Sendable () async throws -> DatabaseState, metrics: @escaping @Sendable () async -> [UInt8]
  ) -> [Route] {
    [health(HealthProbe(ask: database)).openInMaintenance(), prometheus(metrics).openInMaintenance()]
  }

  static func health(_ probe: HealthProbe) -> Route {
    let shape = JSONSchema.object(
      .required("status", .choice(["ok", "error"])), .required("database", .choice(DatabaseState.allCases.map(\.rawValue))),
      .required("timestamp", .string(format: "date-time")))
    return .api(
      .get, "/health", .open, "Whether the server can work", tag: "System", limit: .none,
      answers: [.json(200, "It can", shape), .json(503, "The database does not answer, or takes no changes", shape)]
    ) { call in
      let database = await probe.state()
      return .json(database == .connected ? 200 : 503, Self.body(database, at: call.scope.now))
    }
  }

  private static func body(_ database: DatabaseState, at now: Timestamp) -> [UInt8] {
    var json = JSONWriter(capacity: 96)
    json.beginObject()
    json.field("status", database == .connected ? "ok" : "error")
    json.field("database", database.rawValue)
    json.field("timestamp", now.iso8601)
    json.endObject()
    return json.bytes
  }

  private static func prometheus(_ metrics: @escaping @Sendable () async -> [UInt8]) -> Route {
    .api(
      .get, "/metrics", .loopbackOrAdmin, "Figures for Prometheus", tag: "System", limit: .none,
      answers: [.other(200, "Prometheus text"), .error(.unauthorized), .error(.forbidden)]
    ) { _ in
      Response(
        headers: Headers(["Content-Type": "text/plain; version=0.0.4; charset=utf-8"]), body: .bytes(await metrics()))
    }
  }
}
