import Core
import Crypto
import Telemetry

/// Pictures and sounds of members, as the composition root builds it.
public struct MediaFeature: Sendable {
  /// What an operator decides, and where things are.
  public struct Settings: Sendable {
    /// Bytes of stored files per member.
    public var quota: Int64
    /// Where the files are kept.
    public var folder: String
    /// Bytes that stay free on the disk of that folder: with less, uploads are refused.
    public var reserve: Int64
    /// The program that decodes files; nil for the one beside this program.
    public var worker: String?

    public init(quota: Int64, folder: String, reserve: Int64 = 0, worker: String? = nil) {
      self.quota = quota
      self.folder = folder
      self.reserve = reserve
      self.worker = worker
    }
  }

  public let media: MediaService
  public let uploads: UploadService
  let sweeps: MediaSweepService
  let personal: PersonalMediaService
  let workshop: MediaWorkshop
  let store: any MediaStore
  private let opening: MediaOpening
  let rows: MediaRepositories

  public init(work: UnitOfWork, repositories: MediaRepositories, settings: Settings, random: RandomSource, log: Logger) {
    rows = repositories
    let store = FolderMediaStore(root: settings.folder, node: random.uuid().description, log: log)
    self.store = store
    let workshop = MediaWorkshop(executable: settings.worker, folder: store.workplaces, log: log)
    self.workshop = workshop
    let media = rows.media
    opening = MediaOpening(log: log) {
      try await store.open { try await media.known($0) }
      try workshop.start()
    }
    self.media = MediaService(
      work: work, media: rows.media, served: rows.served, store: store, quota: settings.quota, log: log)
    uploads = UploadService(
      work: work, media: rows.media, store: store, opening: opening, workshop: workshop, quota: settings.quota,
      reserve: settings.reserve, log: log)
    sweeps = MediaSweepService(work: work, media: rows.media, kinds: rows.served.kinds, store: store, log: log)
    personal = PersonalMediaService(work: work, media: rows.media, store: store, uploads: uploads)
  }

  public func start() async throws { try await opening.start() }

  public func close() {
    workshop.stop()
    store.close()
  }
}
