import Core

/// What an operator decides about looking after the server.
public enum OperationsSettings {
  public static let diskReserve = Setting(
    "NEOSPACE_DISK_RESERVE", default: 256, meaning: "MiB that should stay free on the disk of the data folder; below, the checks fail",
    .integer(1...1_000_000))

  static let all: [any AnySetting] = [diskReserve]
}
