/// What a running program may do: nothing but draw, sound and answer its frame.
enum RunPolicy {
  /// - Parameter origin: of this site.
  static func text(for runtime: ScriptRuntime, at origin: String) -> String {
    let sources: [String] =
      switch runtime {
      case .sketch, .three, .audio:
        ["script-src \(origin)/run/lib/ blob:", "worker-src blob:", "style-src \(origin)/run/lib/"]
      case .html: ["script-src 'unsafe-inline'", "style-src 'unsafe-inline'", "font-src data:", "media-src data:"]
      }
    return
      (["default-src 'none'"] + sources + [
        "img-src data: blob:", "connect-src 'none'", "frame-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'",
        "sandbox allow-scripts",
      ]).joined(separator: "; ")
  }

  /// Everything that browsers let pages ask for.
  static let permissions = [
    "accelerometer", "ambient-light-sensor", "attribution-reporting", "autoplay", "bluetooth", "browsing-topics", "camera",
    "clipboard-read",
    "clipboard-write", "compute-pressure", "cross-origin-isolated", "display-capture", "encrypted-media", "fullscreen", "gamepad",
    "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts",
    "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection", "storage-access", "sync-xhr", "unload", "usb",
    "web-share", "window-management", "xr-spatial-tracking",
  ].map { "\($0)=()" }.joined(separator: ", ")
}
