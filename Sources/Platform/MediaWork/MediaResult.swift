/// What the worker says of a file it has worked through.
public enum MediaResult: Equatable, Sendable {
  /// Upright, in pixels; `320.webp`, `640.webp`, `1280.webp`, `square-128.webp` and `square-256.webp` lie in the folder.
  case image(width: Int, height: Int, frames: Int)
  /// `audio.mp3` lies in the folder. The waveform is 50 numbers from 0 to 1,000, the loudest 1,000; all 0 for silence.
  case audio(milliseconds: Int, waveform: [Int])
  case refused(MediaRefusal)

  /// How many numbers a waveform has.
  public static let waveformLength = 50
}

/// Why a file of a known format is not taken.
public enum MediaRefusal: String, Error, CaseIterable, Sendable {
  case damaged
  case tooManyPixels = "too_many_pixels"
  case tooLongASide = "too_long_a_side"
  case tooManyFrames = "too_many_frames"
  case tooManyPixelsInAll = "too_many_pixels_in_all"
  case tooLong = "too_long"
  case noSound = "no_sound"
  case video
  /// The worker ended, or took too long or too much memory.
  case tooMuchWork = "too_much_work"
  /// The disk is full, which says nothing of the file.
  case noRoom = "no_room"

  /// To stand behind the name of a field.
  public var message: String {
    switch self {
    case .damaged: "is damaged or incomplete"
    case .tooManyPixels: "must have at most 50 megapixels"
    case .tooLongASide: "must be at most 16,383 pixels wide and high"
    case .tooManyFrames: "must have at most 200 frames"
    case .tooManyPixelsInAll: "must have at most 200 megapixels in all its frames"
    case .tooLong: "must be at most 30 minutes long"
    case .noSound: "has no sound that can be read"
    case .video: "must be sound without a video"
    case .noRoom: "cannot be stored: the disk is full"
    case .tooMuchWork: "takes too much time or memory to read"
    }
  }
}
