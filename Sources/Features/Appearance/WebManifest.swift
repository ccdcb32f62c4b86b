import Design
import JSON

/// What a browser reads to install the site as an app.
struct WebManifest {
  private static let sizes = [192, 512]

  let site: Site

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", "/")
      json.field("name", site.name)
      json.field("short_name", site.name)
      json.field("start_url", "/")
      json.field("scope", "/")
      json.field("display", "standalone")
      json.field("background_color", "#FFFAF0")
      json.field("theme_color", "#A3E635")
      json.key("icons")
      json.array { json in
        for size in Self.sizes {
          json.object { json in
            json.field("src", site.asset("art/icon-\(size).png"))
            json.field("sizes", "\(size)x\(size)")
            json.field("type", "image/png")
            json.field("purpose", "any")
          }
        }
      }
    }
  }
}
