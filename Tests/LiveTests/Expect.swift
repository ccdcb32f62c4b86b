import Testing

/// `#expect(actual == expected)` for what a mutating call returns, which the macro cannot take.
func expect<Value: Equatable>(_ actual: Value, is expected: Value, at location: SourceLocation = #_sourceLocation) {
  #expect(actual == expected, sourceLocation: location)
}
