import MartletProtobuf

// What is usual in arrays and maps, without a step that it could do without. Each takes as much as
// is of that kind, and leaves the rest to what reads anything.
extension JSONReader {
  // MARK: - Numbers

  /// Elements of at most eight digits, each with a comma behind it; returns how many.
  @inline(__always)
  mutating func plainNumbers(_ type: ProtoFieldType) -> Int {
    type == .int32 || type == .uint32 ? plainNumbers() : 0
  }

  @inline(never)
  private mutating func plainNumbers() -> Int {
    var count = 0
    // Eight digits are read, and what is behind them.
    while case let left = scanner.end - scanner.position - 8, left > 0 {
      let taken = plainNumbers(startingWithin: min(left, 1024))
      if taken.isLast { return count + taken.count }
      count += taken.count
    }
    return count
  }

  /// Those that begin in the next so many bytes. None takes more bytes than its digits, so that there
  /// is room for all of them at once, and the place where they go is in a register.
  @inline(__always)
  private mutating func plainNumbers(
    startingWithin bytes: Int
  ) -> (count: Int, isLast: Bool) {
    output.need(bytes + 8)
    var place = scanner.position
    var target = output.position
    let stop = place + bytes
    var count = 0
    defer {
      scanner.position = place
      output.goOn(at: target)
    }
    while place < stop {
      let (value, digits) = JSONScanner.digits(place)
      guard digits > 0, (place + digits).load(as: UInt8.self) == UInt8(ascii: ","),
        digits == 1 || place.load(as: UInt8.self) != 0x30
      else { return (count, true) }
      let (word, length) = OutputBuffer.shortVarint(value)
      target.storeBytes(of: word.littleEndian, as: UInt64.self)
      target += length
      place += digits &+ 1
      count &+= 1
    }
    return (count, false)
  }

  // MARK: - Maps

  /// Entries from short texts to short texts or to numbers of at most seven digits, each with a
  /// comma behind it.
  @inline(never)
  mutating func plainEntries(
    _ field: UnsafePointer<JSONField>, _ key: UnsafePointer<JSONField>,
    _ keys: inout SeenKeys.Mark
  ) {
    let value = key + 1
    let type = value.pointee.type
    guard key.pointee.type == .string, type == .string || type == .int32 || type == .uint32
    else { return }
    let tag = field.pointee.tag
    let valueTag = UInt8(truncatingIfNeeded: value.pointee.tag.bytes)
    // Both texts and what is around them.
    while scanner.end - scanner.position >= 2 * JSONScanner.shortText + 32 {
      let start = scanner.position
      let mark = output.count
      output.need(2 * JSONScanner.shortText + 32)
      output.tag(tag)
      output.store(0)
      let length = output.count
      guard let text = scanner.shortString(),
        scanner.position.load(as: UInt8.self) == UInt8(ascii: ":")
      else { return giveUp(start, mark) }
      scanner.position += 1
      output.store(0x0A)
      output.store(UInt8(truncatingIfNeeded: text.count))
      output.copyShort(text.start, text.count)
      output.store(valueTag)
      guard type == .string ? plainText() : plainNumber(),
        scanner.position.load(as: UInt8.self) == UInt8(ascii: ",")
      else { return giveUp(start, mark) }
      scanner.position += 1
      output.replace(at: length &- 1, with: UInt8(truncatingIfNeeded: output.count &- length))
      let hash = keyHash.hash(text.start, text.count)
      if seenKeys.insert(hash, at: scanner.offset(of: text.start), into: &keys) != nil {
        seenKeys.dropLast()
        return giveUp(start, mark)
      }
    }
  }

  /// Nothing has been read.
  private mutating func giveUp(_ start: UnsafeRawPointer, _ mark: Int) {
    scanner.position = start
    output.rewind(to: mark)
  }

  @inline(__always)
  private mutating func plainText() -> Bool {
    guard let text = scanner.shortString() else { return false }
    output.store(UInt8(truncatingIfNeeded: text.count))
    output.copyShort(text.start, text.count)
    return true
  }

  @inline(__always)
  private mutating func plainNumber() -> Bool {
    let place = scanner.position
    let (value, digits) = JSONScanner.digits(place)
    guard digits > 0, digits < 8, digits == 1 || place.load(as: UInt8.self) != 0x30 else {
      return false
    }
    output.shortVarint(value)
    scanner.position += digits
    return true
  }
}
