/// A file that is ready to be taken into the tables that it was built on.
struct BuiltFile {
  struct Extension {
    let extendee: DescriptorPosition
    let number: Int32
    /// Among the file's fields.
    let index: Int
  }

  let storage: FileStorage
  let symbols: [PoolTables.ScopedName: Member]
  let packageCount: Int32
  let extensions: [Extension]
}
