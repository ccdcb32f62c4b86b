import Core
import Testing

@Suite("The site") struct SiteTests {
  @Test func everyGateFitsIntoItsWordAndComesBack() {
    for mode in SiteMode.allCases {
      for off in [SwitchSet.none, SwitchSet([.rooms]), SwitchSet([.cats, .tasks]), SwitchSet(FeatureSwitch.allCases)] {
        var settings = SiteSettings()
        (settings.mode, settings.off) = (mode, off)
        let state = SiteState(settings)
        #expect(state.gate == SiteGate(mode: mode, off: off))
        #expect(state.gate.off.all == FeatureSwitch.allCases.filter { off.contains($0) })
      }
    }
  }

  @Test func olderSettingsAreLeft() {
    let state = SiteState()
    var newer = SiteSettings()
    (newer.version, newer.mode, newer.name) = (3, .maintenance, "New")
    state.take(newer)
    var older = newer
    (older.version, older.mode, older.name) = (2, .normal, "Old")
    state.take(older)
    #expect(state.settings == newer && state.gate.mode == .maintenance)
  }

  @Test func aReadOnlySiteRefusesChangesAndNothingElse() {
    #expect(throws: AppError.readOnly) { try SiteGate(mode: .readOnly).requireChanges() }
    for mode in [SiteMode.normal, .maintenance] { #expect(throws: Never.self) { try SiteGate(mode: mode).requireChanges() } }
    let gate = SiteGate(off: SwitchSet([.walls]))
    #expect(throws: AppError.featureOff) { try gate.require(.walls) }
    for feature in FeatureSwitch.allCases where feature != .walls { #expect(throws: Never.self) { try gate.require(feature) } }
  }

  @Test func aNameSaysWhetherItIsARoomOrAConversation() {
    #expect(FeatureSwitch(ofRoomNamed: "general") == .rooms)
    #expect(FeatureSwitch(ofRoomNamed: "dm:17") == .messages)
    #expect(FeatureSwitch(ofRoomNamed: "dm") == .rooms && FeatureSwitch(ofRoomNamed: "") == .rooms)
  }

  /// Printed, not judged: A debug build is slower than a release.
  @Test func howLongALookAtTheGateTakes() {
    let state = SiteState()
    let count = 1_000_000
    var open = 0
    let took = ContinuousClock().measure {
      for _ in 0..<count where state.gate == .open { open += 1 }
    }
    #expect(open == count)
    print("a look at the gate: \(took / count)")
  }
}
