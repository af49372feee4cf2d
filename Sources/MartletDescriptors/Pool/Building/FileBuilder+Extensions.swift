import MartletProtobuf

/// Sixth step: extensions have the numbers that the extended messages leave for them.
extension FileBuilder {
  mutating func checkExtensions(_ tables: PoolTables) throws(DescriptorPoolError) {
    struct Key: Hashable {
      let extendee: TypeReference
      let number: Int32
    }
    var seen: Set<Key> = []
    for (offset, extendee) in records.extendees.enumerated() {
      let index = records.firstExtension + offset
      let number = records.fields[index].number
      let element = Member(.field, index)
      if extendee.link >= 0 && links[Int(extendee.link)].isPlaceholder { continue }
      if !extensionRanges(of: extendee).contains(number) {
        throw error(.notExtensible(by: number), element)
      }
      var isTaken = !seen.insert(Key(extendee: extendee, number: number)).inserted
      if extendee.link >= 0 {
        let position = DescriptorPosition(
          storage: links[Int(extendee.link)], index: Int(extendee.index))
        let key = PoolTables.ExtensionKey(extendee: position, number: number)
        isTaken = isTaken || tables.extensions[key] != nil
      }
      if isTaken { throw error(.conflictingNumber(number), element) }
    }
  }

  private mutating func extensionRanges(of message: TypeReference) -> NumberRanges {
    if let known = extensibles[message] { return known }
    let index = Int(message.index)
    let proto =
      message.link < 0 ? messageProtos[index] : links[Int(message.link)].messageProto(index)
    var ranges = NumberRanges()
    // Checked where the message was.
    for range in proto.extensionRange { ranges.add((range.start ?? 0)..<(range.end ?? 0)) }
    ranges.sort()
    extensibles[message] = ranges
    return ranges
  }
}
