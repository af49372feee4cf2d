import CNghttp2

/// Header fields on their way to nghttp2. Reused from one block to the next, so that after the
/// first few blocks nothing is allocated here.
///
/// Static names and values are handed over by address, never copied: nghttp2 sends them straight
/// from the program's constants. Dynamic ones go to an arena that nghttp2 copies from.
public struct HTTP2HeaderBlock {
  /// Where a dynamic part lies in the arena; its address is settled only when nothing grows any
  /// more.
  private struct Fixup {
    var field: Int
    var nameOffset: Int?
    var valueOffset: Int?
  }

  private var fields: [nghttp2_nv] = []
  private var arena: [UInt8] = []
  private var fixups: [Fixup] = []

  public init() {}

  public mutating func removeAll() {
    fields.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    fixups.removeAll(keepingCapacity: true)
  }

  /// A field whose name and value live as long as the program. Names are in lower case.
  public mutating func append(_ name: StaticString, _ value: StaticString) {
    fields.append(
      nghttp2_nv(
        name: UnsafeMutablePointer(mutating: name.utf8Start),
        value: UnsafeMutablePointer(mutating: value.utf8Start),
        namelen: name.utf8CodeUnitCount, valuelen: value.utf8CodeUnitCount,
        flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
      ))
  }

  /// A field with a static name and a value that is copied.
  public mutating func append(_ name: StaticString, value: some Collection<UInt8>) {
    fixups.append(Fixup(field: fields.count, nameOffset: nil, valueOffset: arena.count))
    arena.append(contentsOf: value)
    fields.append(
      nghttp2_nv(
        name: UnsafeMutablePointer(mutating: name.utf8Start), value: nil,
        namelen: name.utf8CodeUnitCount, valuelen: value.count,
        flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue)))
  }

  /// A field whose name, in lower case, and value are copied.
  public mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
    fixups.append(
      Fixup(
        field: fields.count, nameOffset: arena.count, valueOffset: arena.count + name.count))
    arena.append(contentsOf: name)
    arena.append(contentsOf: value)
    fields.append(
      nghttp2_nv(
        name: nil, value: nil, namelen: name.count, valuelen: value.count,
        flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
  }

  /// Calls `body` with the fields as nghttp2 takes them.
  mutating func withFields<R>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    arena.withUnsafeMutableBufferPointer { arena in
      for fixup in fixups {
        guard let base = arena.baseAddress else { break }
        if let offset = fixup.nameOffset { fields[fixup.field].name = base + offset }
        if let offset = fixup.valueOffset { fields[fixup.field].value = base + offset }
      }
      return fields.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
    }
  }
}
