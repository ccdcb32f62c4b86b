import Testing

/// Holds the tests that speak over real sockets: they block their thread, so they run one after the other.
@Suite(.serialized) struct OverSockets {}
