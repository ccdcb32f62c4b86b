import Core

enum PortabilitySettings {
  static let importMost = Setting(
    "NEOSPACE_IMPORT_MAX", default: 1_024, meaning: "MiB of an archive that a member brings; it may unpack to four times that",
    .integer(1...1_000_000))

  static let all: [any AnySetting] = [importMost]
}
