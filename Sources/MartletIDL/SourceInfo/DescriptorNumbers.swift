/// The numbers of the fields of `descriptor.proto`'s messages: the steps of locations' paths.
enum DescriptorNumbers {
  enum File {
    static let package: Int32 = 2
    static let dependency: Int32 = 3
    static let messages: Int32 = 4
    static let enums: Int32 = 5
    static let services: Int32 = 6
    static let extensions: Int32 = 7
    static let options: Int32 = 8
    static let publicDependency: Int32 = 10
    static let weakDependency: Int32 = 11
    /// Of `edition` too.
    static let syntax: Int32 = 12
    static let optionDependency: Int32 = 15
  }

  enum Message {
    static let name: Int32 = 1
    static let fields: Int32 = 2
    static let nested: Int32 = 3
    static let enums: Int32 = 4
    static let extensionRanges: Int32 = 5
    static let extensions: Int32 = 6
    static let options: Int32 = 7
    static let oneofs: Int32 = 8
    static let reservedRanges: Int32 = 9
    static let reservedNames: Int32 = 10
  }

  enum Field {
    static let name: Int32 = 1
    static let extendee: Int32 = 2
    static let number: Int32 = 3
    static let label: Int32 = 4
    static let type: Int32 = 5
    static let typeName: Int32 = 6
    static let defaultValue: Int32 = 7
    static let options: Int32 = 8
    static let jsonName: Int32 = 10
  }

  enum Oneof {
    static let name: Int32 = 1
    static let options: Int32 = 2
  }

  enum Enum {
    static let name: Int32 = 1
    static let values: Int32 = 2
    static let options: Int32 = 3
    static let reservedRanges: Int32 = 4
    static let reservedNames: Int32 = 5
  }

  enum EnumValue {
    static let name: Int32 = 1
    static let number: Int32 = 2
    static let options: Int32 = 3
  }

  /// A range of reserved numbers, or of extensions.
  enum Range {
    static let start: Int32 = 1
    static let end: Int32 = 2
    static let options: Int32 = 3
  }

  enum Service {
    static let name: Int32 = 1
    static let methods: Int32 = 2
    static let options: Int32 = 3
  }

  enum Method {
    static let name: Int32 = 1
    static let input: Int32 = 2
    static let output: Int32 = 3
    static let options: Int32 = 4
    static let clientStreaming: Int32 = 5
    static let serverStreaming: Int32 = 6
  }
}
