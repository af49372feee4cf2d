import MartletDescriptors
import MartletProtobuf

/// An element of the IDL that Swift is generated for, and that may be deprecated.
protocol Deprecatable: Descriptor {
  /// Whether its own options say so.
  var isDeprecated: Bool { get }
  /// Whether it belongs to nothing but its file, whose options then count for it, too.
  var isOutermost: Bool { get }
}

extension Deprecatable {
  /// Whether Swift declarations made from it are to be marked. (What is in an element that is
  /// deprecated is not marked itself: nobody gets there without naming the element.)
  var isMarkedDeprecated: Bool {
    isDeprecated || isOutermost && file.proto.options?.deprecated ?? false
  }

  var isOutermost: Bool { false }
}

extension ServiceDescriptor: Deprecatable {
  var isOutermost: Bool { true }
}

extension OneofDescriptor: Deprecatable {
  var isDeprecated: Bool { false }
}

extension FieldDescriptor: Deprecatable {}
extension EnumValueDescriptor: Deprecatable {}
extension MethodDescriptor: Deprecatable {}
