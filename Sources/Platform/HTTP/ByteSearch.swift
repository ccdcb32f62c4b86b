import Glibc

/// Finding bytes among bytes.
enum ByteSearch {
  /// Where `needle` first stands in `haystack`; `needle` is not empty.
  static func first(_ needle: [UInt8], in haystack: [UInt8]) -> Int? {
    haystack.withUnsafeBytes { hay in
      needle.withUnsafeBytes { wanted in
        guard let start = hay.baseAddress, let first = wanted.first, hay.count >= wanted.count else { return nil }
        var offset = 0
        let last = hay.count - wanted.count
        while offset <= last, let found = memchr(start + offset, Int32(first), last - offset + 1) {
          if memcmp(found, wanted.baseAddress!, wanted.count) == 0 { return UnsafeRawPointer(found) - start }
          offset = UnsafeRawPointer(found) - start + 1
        }
        return nil
      }
    }
  }
}
