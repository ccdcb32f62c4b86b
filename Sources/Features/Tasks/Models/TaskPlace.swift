import Core
import JSON

/// Where on the page somebody was, and is led back to after a form.
public struct TaskPlace: Hashable, Sendable {
  static let start = TaskPlace(filter: .all, page: 1)

  let filter: TaskFilter
  let page: Int

  init(filter: TaskFilter, page: Int) {
    self.filter = filter
    self.page = page
  }

  init(reading fields: inout Fields) {
    filter = fields.optionalChoice("status") ?? .all
    page = fields.optionalInteger("page", 1...Int64.max).map(Int.init) ?? 1
  }

  /// The list somebody came from, as the browser tells it; the start of the list when it is another page or none.
  init(referrer: String?) {
    let place = referrer.flatMap(Self.query(ofListAt:)).flatMap { query in try? Fields.read(query) { TaskPlace(reading: &$0) } }
    self = place ?? .start
  }

  var request: TaskPageRequest { TaskPageRequest(filter: filter, page: page) }
  var path: String { TaskPath.list(filter, page: page) }

  /// Only names of our own come out of it, so the address itself, which anybody can forge, is never gone back to.
  private static func query(ofListAt address: String) -> Fields? {
    guard let scheme = address.firstRange(of: "://"), let slash = address[scheme.upperBound...].firstIndex(of: "/") else { return nil }
    let parts = address[slash...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0] == TaskPath.list else { return nil }
    let pairs = (parts.count == 2 ? parts[1] : "").split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
    return Fields(
      form: pairs.filter { $0.count == 2 && ["status", "page"].contains($0[0]) }.map { (ShortName(String($0[0])), String($0[1])) })
  }
}
