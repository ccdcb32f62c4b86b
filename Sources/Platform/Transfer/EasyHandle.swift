import CCurl
import Synchronization

/// One transfer's options, as libcurl calls its "easy handle". Its maker sets it up; then only the loop's thread uses it.
final class EasyHandle: @unchecked Sendable {
  let raw: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []

  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init() throws(TransferError) {
    guard Self.isReady, let raw = curl_easy_init() else { throw .failed("libcurl could not be started") }
    self.raw = raw
    // Signals are the process's own; what stands in the environment is for command lines.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_NOPROXY, "*")
  }

  deinit {
    curl_easy_cleanup(raw)
    for list in lists { curl_slist_free_all(list) }
  }

  func set(_ option: CURLoption, _ text: String) throws(TransferError) {
    guard !text.utf8.contains(0) else { throw .unusable("a zero byte") }
    try check(neo_curl_set_text(raw, option, text))
  }

  func set(_ option: CURLoption, _ number: Int) throws(TransferError) { try check(neo_curl_set_number(raw, option, number)) }

  /// Lines such as headers or recipients. One that holds a line end is refused, as it would be two.
  func set(_ option: CURLoption, _ lines: [String]) throws(TransferError) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard !line.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
        curl_slist_free_all(list)
        throw .unusable("a line end in a header")
      }
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw .failed("out of memory")
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    try check(neo_curl_set_list(raw, option, list))
  }

  /// The address of the other side; nil before there is a connection.
  var peer: NetworkAddress? { NetworkAddress(text: String(cString: neo_curl_peer(raw))) }

  /// Before a transfer is given up: otherwise libcurl ends a letter that is on its way, and blocks until the mail server has answered.
  func abandon() { _ = neo_curl_set_list(raw, CURLOPT_MAIL_RCPT, nil) }

  func check(_ code: CURLcode) throws(TransferError) {
    guard code == CURLE_OK else { throw TransferError(code) }
  }
}

extension TransferError {
  init(_ code: CURLcode) { self = .failed(String(cString: curl_easy_strerror(code))) }
}
