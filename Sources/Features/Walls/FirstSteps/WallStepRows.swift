import Core
import SQL

/// The first steps that are taken on one's own wall.
enum WallStepRows: FirstStepRows, CaseIterable {
  case profile, modules, look

  var title: String {
    switch self {
    case .profile: "Say who you are"
    case .modules: "Build your wall"
    case .look: "Choose a look"
    }
  }

  func path(for username: String) -> String {
    switch self {
    case .profile: WallPath.profileSettings
    case .modules: WallPath.newModule(username)
    case .look: WallPath.lookSettings
    }
  }

  func isDone(by user: UserID) -> SQL {
    switch self {
    case .profile:
      has(
        "w.bio IS NOT NULL OR w.status_message IS NOT NULL OR w.status_emoji IS NOT NULL OR w.now_kind IS NOT NULL OR w.avatar_id IS NOT NULL",
        user)
    // Those that a new wall holds have the numbers up to 3; every change takes a higher one.
    case .modules: "EXISTS (SELECT 1 FROM wall_modules m WHERE m.user_id = \(user) AND m.seq > 3)"
    case .look: has("w.theme <> 'default' OR w.accent IS NOT NULL", user)
    }
  }

  private func has(_ condition: SQL, _ user: UserID) -> SQL {
    "EXISTS (SELECT 1 FROM walls w WHERE w.user_id = \(user) AND (\(condition)))"
  }
}
