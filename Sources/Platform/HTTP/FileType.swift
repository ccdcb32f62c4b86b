/// Content types by file extension, for files of our own.
enum FileType {
  /// The `Content-Type`, and whether compression is worth trying.
  static func of(_ path: String) -> (contentType: String, isText: Bool) {
    let fileName = path.split(separator: "/").last ?? ""
    let dot = fileName.lastIndex(of: ".")
    switch dot.map({ fileName[fileName.index(after: $0)...].lowercased() }) {
    case "css": return ("text/css; charset=utf-8", true)
    case "js", "mjs": return ("text/javascript; charset=utf-8", true)
    case "json", "map": return ("application/json", true)
    case "webmanifest": return ("application/manifest+json", true)
    case "html": return ("text/html; charset=utf-8", true)
    case "txt", "md": return ("text/plain; charset=utf-8", true)
    case "svg": return ("image/svg+xml", true)
    case "ico": return ("image/x-icon", true)
    case "png": return ("image/png", false)
    case "jpg", "jpeg": return ("image/jpeg", false)
    case "gif": return ("image/gif", false)
    case "webp": return ("image/webp", false)
    case "avif": return ("image/avif", false)
    case "woff2": return ("font/woff2", false)
    case "mp3": return ("audio/mpeg", false)
    case "ogg", "opus": return ("audio/ogg", false)
    case "wav": return ("audio/wav", false)
    case "mp4": return ("video/mp4", false)
    case "webm": return ("video/webm", false)
    case "pdf": return ("application/pdf", false)
    case "wasm": return ("application/wasm", false)
    default: return ("application/octet-stream", false)
    }
  }
}
