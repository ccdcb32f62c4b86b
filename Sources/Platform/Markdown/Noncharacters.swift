/// U+FDD0 to U+FDDF, code points that Unicode reserves for such internal use. In UTF-8 they are EF B7 90 to EF B7 9F.
enum Noncharacters {
  static let mark: [UInt8] = [0xEF, 0xB7, 0x90]

  /// A number in base 8, in U+FDD8 to U+FDDF, ended by U+FDD1.
  static func number(_ number: Int) -> [UInt8] {
    var digits: [UInt8] = []
    for digit in String(number, radix: 8).utf8 { digits += [0xEF, 0xB7, 0x98 + digit - UInt8(ascii: "0")] }
    return digits + [0xEF, 0xB7, 0x91]
  }

  /// Takes the number at the start of an address, if there is one.
  static func takeNumber(from address: inout [UInt8]) -> Int? {
    var (number, index) = (0, 0)
    while index + 2 < address.count, isOne(at: index, address), number < 1 << 20 {
      let value = Int(address[index + 2])
      index += 3
      if value == 0x91 {
        address.removeFirst(index)
        return number
      }
      number = number * 8 + value & 7
    }
    return nil
  }

  static func removed(from bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0xEF) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if isOne(at: index, bytes) {
        index += 3
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return out
  }

  private static func isOne(at index: Int, _ bytes: [UInt8]) -> Bool {
    index + 2 < bytes.count && bytes[index] == 0xEF && bytes[index + 1] == 0xB7 && bytes[index + 2] & 0xF0 == 0x90
  }
}
