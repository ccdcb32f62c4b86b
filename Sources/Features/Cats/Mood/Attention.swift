import Core

extension Deed {
  /// The cats whose own matter it is, in table order. Observers take notice of the rest, at half weight; a pet is for one cat alone.
  var concerned: Set<Cat> { Self.concern[self]! }

  private static let concern: [Deed: Set<Cat>] = [
    .loginSuccess: [.beans, .root, .patch],
    .loginAgain: [.static, .neon],
    .loginFailure: [.beans, .root, .neon, .miso],
    .systemError: [.root, .static, .glitch, .null],
    .formError: [.beans, .static, .glitch],
    .timeout: [.static, .tofu, .miso, .ash],
    .friendAdded: [.beans, .tofu, .neon, .patch],
    .postCreated: [.delta, .hex, .neon, .ash, .null],
    .stickerPlaced: [.delta, .tofu, .miso],
    .scriptForked: [.delta, .glitch, .hex],
    .verseCanon: [.hex, .patch],
    .contentRemoved: [.root, .ash, .null],
    .idle: [.delta, .tofu, .miso, .ash, .patch, .null],
    .pet: [],
  ]
}

/// How much a cat makes of a deed.
enum Notice: Int64, Sendable {
  case asObserver = 1
  case itsOwn = 2

  /// Nil: the cat takes no notice of such deeds.
  init?(of deed: Deed, by cat: Cat, petted: Cat? = nil) {
    if deed == .pet {
      guard cat == petted else { return nil }
      self = .itsOwn
    } else if deed.concerned.contains(cat) {
      self = .itsOwn
    } else if cat.nature.isObserver {
      self = .asObserver
    } else {
      return nil
    }
  }
}

extension Cat {
  /// Everybody who may take notice of a deed, in table order.
  static func noticing(_ deed: Deed, petted: Cat? = nil) -> [Cat] { allCases.filter { Notice(of: deed, by: $0, petted: petted) != nil } }
}
