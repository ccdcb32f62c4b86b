import Testing

@testable import NeoSpace
