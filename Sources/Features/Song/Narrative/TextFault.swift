/// What is wrong with something written in the story's own words, in words that follow the field's name.
struct TextFault: Error, Hashable, Sendable {
  let problem: String

  init(_ problem: String) { self.problem = problem }
}
