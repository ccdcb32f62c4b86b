import HTML

private struct SnippetView: View {
  let snippet: Snippet

  var body: some HTML {
    for piece in snippet.pieces {
      if piece.isMarked { mark { piece.text } } else { piece.text }
    }
  }
}

extension Snippet {
  var html: [UInt8] { SnippetView(snippet: self).rendered() }
}
