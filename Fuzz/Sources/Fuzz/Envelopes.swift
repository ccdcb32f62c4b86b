import Foundation
import JSON

@testable import Live

/// The socket's envelope and the JSON under it.
enum Envelopes {
  static func check(_ bytes: [UInt8]) {
    let value = try? JSONValue(parsing: bytes)
    checkReader(bytes, accepts: value != nil)
    if let value { checkRoundTrip(value, of: bytes) }
    switch Envelope.read(bytes) {
    case .malformed: return
    case .refused(let error, _, let requestID):
      must(value != nil, "only JSON is refused as an envelope")
      must(error.code.status < 500, "a refused envelope is the sender's fault")
      if let requestID { must((1...64).contains(requestID.unicodeScalars.count), "an echoed request_id is one") }
    case .envelope(let envelope):
      must(
        value?["v"] == 1 && value?["type"] == .string(envelope.type) && value?["data"] == envelope.data,
        "an envelope says what the text says")
      // Written in another order, it is recognised as the same.
      var members = ["\"data\":" + String(decoding: envelope.data.bytes, as: UTF8.self), "\"v\":1"]
      members.append("\"type\":" + quoted(envelope.type))
      if let requestID = envelope.requestID { members.append("\"meta\":{\"request_id\":\(quoted(requestID))}") }
      guard case .envelope(let again) = Envelope.read(Array("{\(members.joined(separator: ","))}".utf8)) else {
        return must(false, "an envelope written is an envelope")
      }
      must(again == envelope && again.replayKey == envelope.replayKey, "order of members means nothing")
    }
  }

  /// The pull reader is as strict as the tree.
  private static func checkReader(_ bytes: [UInt8], accepts: Bool) {
    func skips() throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.skip()
      try reader.end()
    }
    must(((try? skips()) != nil) == accepts, "passing over and reading agree")
  }

  private static func checkRoundTrip(_ value: JSONValue, of bytes: [UInt8]) {
    let written = value.bytes
    guard let again = try? JSONValue(parsing: written) else { return must(false, "what is written is JSON") }
    must(again.bytes == written, "writing is stable")
    must(again == value, "writing and parsing give the same")
    // A reader that knows nothing of ours agrees that it is JSON. (Its numbers end where doubles end.)
    let data = Data(written)
    if hasOnlyPlainNumbers(value) {
      must((try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil, "Foundation reads it")
    }
  }

  private static func hasOnlyPlainNumbers(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool, .string: true
    case .int(let int): abs(int / 2) < 1 << 52
    case .bigInteger, .double: false
    case .array(let elements): elements.allSatisfy(hasOnlyPlainNumbers)
    case .object(let members): members.values.allSatisfy(hasOnlyPlainNumbers)
    }
  }

  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return writer.text
  }
}
