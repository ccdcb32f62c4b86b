import Core
import HTML

/// A page that asks before something is done.
public struct QuestionPage: View {
  private let question: String
  private let title: String
  private let words: String
  private let verb: String
  private let action: String
  private let cancel: String
  private let mainClass: String
  private let styles: [String]
  private let visit: Visit

  /// - Parameters:
  ///   - title: What it is about.
  ///   - words: What will happen.
  ///   - action: Where the form posts to.
  ///   - cancel: Where the way back leads.
  ///   - styles: Stylesheets, as files below `Public/`.
  public init(
    question: String, title: String, words: String, verb: String, action: String, cancel: String, mainClass: String, styles: [String],
    visit: Visit
  ) {
    self.question = question
    self.title = title
    self.words = words
    self.verb = verb
    self.action = action
    self.cancel = cancel
    self.mainClass = mainClass
    self.styles = styles
    self.visit = visit
  }

  public var body: some HTML {
    ShellPage(question, visit, mainClass: mainClass, styles: styles) {
      header(.class("page-head")) { h1 { question } }
      section(.class("card")) {
        p(.class("title"), .dir("auto")) { title }
        p { words }
        form(.class("actions"), .method(.post), .action(action)) {
          a(.class("button"), .href(cancel), .autofocus) { "Cancel" }
          Closable(visit) { Button(.danger) { verb } }
        }
      }
    }
  }
}
