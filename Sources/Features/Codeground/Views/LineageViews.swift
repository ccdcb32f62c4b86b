import Core
import Design
import HTML
import Relations

/// `/codeground/{id}/lineage`: where a script comes from, and what has come of it.
struct LineagePageView: View {
  let page: LineagePage
  let visit: Visit

  private var script: Script { page.script }

  var body: some HTML {
    ShellPage("Lineage", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Lineage of \(script.title)" }
        ButtonLink(CodegroundPath.script(script.id)) { "The work" }
      }
      section {
        h2 { "Path" }
        ol(.class("rows card"), .aria("label", "Path")) {
          for work in page.ancestors { li { WorkLine(work: work) } }
          li { p(.aria("current", "page"), .dir("auto")) { "\(script.title) by \(script.owner.displayName)" } }
        }
      }
      section {
        h2 { "Forks" }
        if page.forks.isEmpty {
          p(.class("soft")) { "None yet." }
        } else {
          ul(.class("rows card"), .aria("label", "Forks")) {
            for fork in page.forks { ForkRow(fork: fork) }
          }
          if let next = page.next {
            a(.class("button"), .rel("next"), .href(CodegroundPath.lineage(script.id, before: next))) { "More" }
          }
        }
      }
      LineageDrawing(path: page.ancestors.count + 1, forks: min(page.forks.count, 12))
    }
  }
}

private struct WorkLine: View {
  let work: Work

  var body: some HTML {
    p(.dir("auto")) {
      if let known = work.known {
        a(.href(CodegroundPath.revision(known.script, known.number))) { known.title }
        " by \(known.owner.displayName)"
      } else {
        "A removed work"
      }
    }
  }
}

private struct ForkRow: View {
  let fork: ForkedWork

  var body: some HTML {
    let moment = Moment(fork.createdAt)
    li {
      p(.dir("auto")) {
        a(.href(CodegroundPath.script(fork.script))) { fork.title }
        " by \(fork.owner.displayName)"
      }
      p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
    }
  }
}

/// The same as a drawing: the path from left to right, the forks below each other at its end. Says nothing that the lists do not say.
private struct LineageDrawing: View {
  private static let step = 48

  let path: Int
  let forks: Int

  private var shown: Int { min(path, 12) }
  private var height: Int { max(1, forks) * 32 + 32 }

  var body: some HTML {
    svg(.class("lineage"), .aria("hidden", "true"), .viewBox("0 0 \((shown + 1) * Self.step + 24) \(height)")) {
      for index in 1..<max(shown, 1) {
        segment(.x1(x(index - 1)), .y1(24), .x2(x(index)), .y2(24))
      }
      for index in 0..<forks {
        segment(.x1(x(shown - 1)), .y1(24), .x2(x(shown)), .y2(y(index)))
      }
      for index in 0..<shown { circle(.cx(x(index)), .cy(24), .r(8), .class("here", when: index == shown - 1)) }
      for index in 0..<forks { circle(.cx(x(shown)), .cy(y(index)), .r(6)) }
    }
  }

  private func x(_ index: Int) -> Int { 24 + index * Self.step }
  private func y(_ index: Int) -> Int { 24 + index * 32 }
}
