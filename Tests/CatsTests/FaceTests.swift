import Foundation
import Testing

@testable import Cats

@Suite("Faces") struct FaceTests {
  @Test("are 600, all different, small and still where motion is unwanted")
  func all() {
    var seen: Set<String> = []
    for cat in Cat.allCases {
      for label in MoodLabel.all {
        let svg = Face(cat: cat, label: label).svg
        #expect(svg.utf8.count <= 3_072)
        #expect(svg.contains("<title>\(cat.title), \(label.word)</title>") && svg.contains(#"viewBox="0 0 128 128""#))
        for forbidden in ["<script", "href", "<animate", "<set", "url(", "@import"] { #expect(!svg.contains(forbidden)) }
        let moving = svg.range(of: "@media (prefers-reduced-motion:no-preference){")
        #expect(moving != nil && svg.range(of: "animation")!.lowerBound > moving!.upperBound)
        seen.insert(svg)
      }
    }
    #expect(seen.count == 600)
  }
}
