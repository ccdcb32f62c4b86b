/// Why a server does not start: conversations are wrapped under keys that it does not have.
public struct UnknownMasterKey: Error, Equatable, CustomStringConvertible {
  public let ids: [String]

  public var description: String {
    """
    conversations need master key \(ids.joined(separator: ", ")), which is unknown: put it into NEOSPACE_DM_KEY or NEOSPACE_DM_KEY_OLD, \
    or give them up with neospace dm forget \(ids[0]) --yes
    """
  }
}
