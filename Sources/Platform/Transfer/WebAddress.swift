import CCurl

/// The parts of an http or https address that decide what is sent there.
struct WebAddress: Equatable, Sendable {
  let text: String
  let scheme: String
  let host: String
  let port: String

  /// Nil if the text is not such an address.
  init?(_ text: String) { self.init([text], dropsCredentials: false) }

  /// Where a `Location` leads from here, without the user and password it may hold.
  func following(_ location: String) -> WebAddress? { WebAddress([text, location], dropsCredentials: true) }

  func isSameServer(as other: WebAddress) -> Bool { scheme == other.scheme && host == other.host && port == other.port }

  private init?(_ steps: [String], dropsCredentials: Bool) {
    guard let url = curl_url() else { return nil }
    defer { curl_url_cleanup(url) }
    for step in steps {
      guard !step.utf8.contains(0), curl_url_set(url, CURLUPART_URL, step, 0) == CURLUE_OK else { return nil }
    }
    if dropsCredentials {
      curl_url_set(url, CURLUPART_USER, nil, 0)
      curl_url_set(url, CURLUPART_PASSWORD, nil, 0)
    }
    func part(_ which: CURLUPart, _ flags: UInt32 = 0) -> String? {
      var found: UnsafeMutablePointer<CChar>?
      guard curl_url_get(url, which, &found, flags) == CURLUE_OK, let found else { return nil }
      defer { curl_free(found) }
      return String(cString: found)
    }
    guard let text = part(CURLUPART_URL), let scheme = part(CURLUPART_SCHEME)?.lowercased(), ["http", "https"].contains(scheme),
      let host = part(CURLUPART_HOST)?.lowercased(), let port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
    else { return nil }
    (self.text, self.scheme, self.host, self.port) = (text, scheme, host, port)
  }
}
