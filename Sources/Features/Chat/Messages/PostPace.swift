import Core

/// Limits the rendered bytes that one member posts: a short text can become a long page.
///
/// The first 2 KiB of each message are free, because `post_message` limits the number of messages. So an ordinary post asks no limiter.
struct PostPace: Sendable {
  static let free = 2 * 1_024

  let limiter: any RateLimiter
  let limit: Limit

  func admit(_ draft: MessageDraft, of member: UserID, now: Timestamp) async throws {
    let beyond = draft.text.html.utf8.count - Self.free
    guard beyond > 0 else { return }
    try await limiter.admit(limit, weight: (beyond + 1_023) / 1_024, for: .user(member), now: now).require()
  }
}
