import Composition
import Core
import Design
import SQL
import Web

/// What tasks bring to the server.
extension TasksFeature: Feature {
  public static let name = "tasks"
  public static let featureSwitch: FeatureSwitch? = .tasks
  public static let settings: [any AnySetting] = [Limit.tasks]

  public static let destinations = [Destination("Tasks", path: "/tasks", icon: .tasks, permission: .useTasks, position: 80)]

  public static let memberTables: [MemberTable] = [
    .exported("tasks", in: "tasks"),
    .erased("task_counts", because: "it counts the rows of tasks"),
  ]

  public static var subjectKinds: [any SubjectKind] { [TaskSubjectRows()] }

  public static func migrations() throws(SQLError) -> [Migration] { try TasksMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(work: context.work, repositories: TasksRepositories(context.database), now: context.now)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }

  public var placeObjects: [any PlaceObjects] { [objects] }

  public func jobs(_ config: Config) -> [Job] {
    [.inBites("erase_old_tasks", every: .seconds(3_600)) { try await tasks.eraseOld($0) }]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("tasks", arrival: PersonalArrival(.list) { scope, task, _ in try await personal.take(scope, task) }) {
        try await personal.export(of: $0, to: $1)
      }
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
