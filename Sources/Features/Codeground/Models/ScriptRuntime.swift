import Core

/// What a script runs in. Fixed when it is made.
enum ScriptRuntime: String, CaseIterable, Sendable {
  case sketch, three, audio, html

  var label: String {
    switch self {
    case .sketch: "Sketch"
    case .three: "3D"
    case .audio: "Sound"
    case .html: "Web page"
    }
  }

  /// Of files that hold its code.
  var fileExtension: String { self == .html ? "html" : "js" }

  /// A small program of the kind that works.
  var starter: String {
    let bytes =
      switch self {
      case .sketch: PackageResources.starter_sketch_js
      case .three: PackageResources.starter_three_js
      case .audio: PackageResources.starter_audio_js
      case .html: PackageResources.starter_html
      }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a new script's draft holds.
enum ScriptTemplate: String, CaseIterable, Sendable { case starter, blank }
