import Testing

@testable import Design
