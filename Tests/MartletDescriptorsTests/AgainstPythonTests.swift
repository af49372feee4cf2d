import Foundation
import MartletDescriptors
import MartletProtobuf
import Testing

/// Holds what a pool says against what Python protobuf's pool says of the same descriptors.
@Suite(.enabled(if: Peers.areAvailable))
struct AgainstPythonTests {
  @Test(arguments: Peers.groups)
  func theSameFacts(_ group: Peers.Group) throws {
    let bytes = try Peers.descriptorSet(group)
    let set = try Google.Protobuf.FileDescriptorSet(serializedBytes: bytes)
    let pool = try DescriptorPool(set)
    let ours = Facts(pool, files: set.file.map { $0.name ?? "" }).lines
    let theirs = try Peers.facts(bytes)
    #expect(ours.count == theirs.count)
    #expect(ours.count > set.file.count)
    let differences = zip(ours, theirs).filter { $0 != $1 }
    for (our, their) in differences.prefix(5) {
      Issue.record("\(our)\ninstead of\n\(their)")
    }
  }

  /// Each element is found by each of its names and numbers, and nothing else is.
  @Test(arguments: Peers.groups)
  func everythingIsFound(_ group: Peers.Group) throws {
    let pool = try DescriptorPool(serializedBytes: Peers.descriptorSet(group))
    for file in pool.files {
      #expect(pool.file(named: file.name) == file)
      for message in file.messages { expectFound(message, pool) }
      for enumeration in file.enums { expectFound(enumeration, pool) }
      for field in file.extensions { expectFoundExtension(field, pool) }
      for service in file.services {
        #expect(pool.service(named: service.fullName) == service)
        for method in service.methods {
          #expect(pool.method(named: method.path) == method)
          #expect(pool.method(named: method.fullName) == method)
          #expect(service.method(named: method.name) == method)
        }
      }
    }
  }

  private func expectFound(_ message: MessageDescriptor, _ pool: DescriptorPool) {
    #expect(pool.message(named: message.fullName) == message)
    #expect(pool.symbol(named: message.fullName) == .message(message))
    for field in message.fields {
      #expect(message.field(number: field.number) == field)
      #expect(message.field(named: field.name) == field)
      #expect(pool.symbol(named: field.fullName) == .field(field))
      #expect(message.field(jsonName: field.jsonName)?.jsonName == field.jsonName)
      #expect(field.containingMessage == message)
      #expect(message.fields[field.indexInScope] == field)
      #expect(field.proto.name == field.name)
    }
    #expect(message.field(number: 0) == nil)
    #expect(message.field(number: 19500) == nil)
    for oneof in message.oneofs {
      #expect(message.oneof(named: oneof.name) == oneof)
      #expect(oneof.fields.allSatisfy { $0.containingOneof == oneof })
      #expect(oneof.proto.name == oneof.name)
    }
    #expect(message.realOneofs.elementsEqual(message.oneofs.filter { !$0.isSynthetic }))
    for nested in message.messages {
      #expect(message.message(named: nested.name) == nested)
      expectFound(nested, pool)
    }
    for enumeration in message.enums {
      #expect(message.enumeration(named: enumeration.name) == enumeration)
      expectFound(enumeration, pool)
    }
    for field in message.extensions { expectFoundExtension(field, pool) }
  }

  private func expectFound(_ enumeration: EnumDescriptor, _ pool: DescriptorPool) {
    #expect(pool.enumeration(named: enumeration.fullName) == enumeration)
    for value in enumeration.values {
      #expect(enumeration.value(named: value.name) == value)
      let first = enumeration.values.first { $0.number == value.number }
      #expect(enumeration.value(number: value.number) == first)
      #expect(pool.symbol(named: value.fullName) == .enumValue(value))
      #expect(value.proto.name == value.name)
    }
  }

  private func expectFoundExtension(_ field: FieldDescriptor, _ pool: DescriptorPool) {
    #expect(pool.extensionField(named: field.fullName) == field)
    #expect(pool.extensionField(of: field.containingMessage, number: field.number) == field)
    #expect(pool.extensions(of: field.containingMessage).contains(field))
    #expect(field.extensionScope?.field(named: field.name) == nil)
    #expect(field.proto.name == field.name)
  }
}
