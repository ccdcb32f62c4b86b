import Relations

extension Story {
  /// The story with its living canon verses, as maps and checks read it.
  func canon(_ verses: [Verse]) -> CanonStory {
    CanonStory(
      root: details.root, variables: details.variables,
      verses: verses.map {
        CanonStory.Verse(
          id: $0.id, title: $0.content.title, body: $0.content.body, isEnding: $0.content.isEnding, choices: $0.content.choices)
      })
  }

  /// The same as it leaves, with the usernames of its authors.
  func keyed(_ verses: [Verse]) -> KeyedStory {
    var names: [String] = []
    for author in verses.flatMap(\.authors) where !names.contains(where: { $0.utf8.elementsEqual(author.username.utf8) }) {
      names.append(author.username)
    }
    return KeyedStory(canon(verses), title: title, blurb: details.blurb, ifid: ifid, unmet: details.unmet, credits: names)
  }
}
