import Core
import Crypto
import Encoding
import Engine

extension Call {
  /// The scope with the request's `Idempotency-Key`, if it has one.
  ///
  /// - Parameter content: what the request asks for, in a canonical form. The same key with other content is another request.
  public func idempotentScope(_ content: [UInt8]) throws(AppError) -> Scope {
    let keys = request.headers.all("Idempotency-Key")
    guard let key = keys.first else { return scope }
    guard keys.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .validation("Idempotency-Key", "must be given once, as 1 to 255 visible ASCII characters")
    }
    let digest = SHA256.digest(of: Array("\(request.method) \(request.path)\n".utf8) + content)
    return scope.named(ReplayKey(key: "http \(key)", digest: digest))
  }

  /// For the hidden field `request_id` of a form that makes something: sent twice, it makes one.
  public var newRequestID: String { Hex.encode(scope.random.bytes(16)) }

  /// The scope with the name that a form carries in a hidden field, so that a form sent twice makes one thing. Sent again with something
  /// else in it, as after going back, it is another request. So is a form without a name, or with one that is none.
  public func idempotentScope(form key: String, _ content: [UInt8]) -> Scope {
    guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return scope }
    let digest = SHA256.digest(of: Array("\(request.path)\n".utf8) + content)
    return scope.named(ReplayKey(key: "form \(key) \(Hex.encode(digest.prefix(8)))", digest: digest))
  }
}
