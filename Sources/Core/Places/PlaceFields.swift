extension Fields {
  /// `epoch` and `after_seq`, both or neither.
  public mutating func optionalCursor() -> HistoryCursor? {
    let epoch = optionalText("epoch", 1...200)
    let seq = optionalInteger("after_seq", 0...Int64.max)
    switch (epoch, seq) {
    case (let epoch?, let seq?): return HistoryCursor(epoch: epoch, sequence: seq)
    case (nil, nil): return nil
    case (nil, _): refuse("epoch", "is needed with after_seq")
    case (_, nil): refuse("after_seq", "is needed with epoch")
    }
    return nil
  }
}
