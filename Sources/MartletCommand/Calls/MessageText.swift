import MartletDescriptors
import MartletJSON
import MartletProtobuf
import MartletRPC

/// Messages between JSON and bytes, as the options of `martlet call` say.
struct MessageText: Sendable {
  private let schemas: any Schemas
  private let isCompact: Bool
  private let writesDefaults: Bool
  private let ignoresUnknownFields: Bool

  init(schemas: any Schemas, command: Call) {
    self.schemas = schemas
    isCompact = command.compact
    writesDefaults = command.emitDefaults
    ignoresUnknownFields = command.allowUnknownFields
  }

  /// The encoded request of a JSON document.
  func encoded(_ json: [UInt8], _ type: MessageDescriptor) async throws -> [UInt8] {
    let pool = try await schemas.pool(with: type.fullName)
    var types = ProtoTypeRegistry(pool)
    for name in AnyNames.inJSON(json) where pool.message(named: name) == nil {
      await add(name, to: &types)
    }
    let options = ProtoJSONDecodingOptions(
      ignoresUnknownFields: ignoresUnknownFields, types: types)
    do {
      return try ProtoJSON.message(of: json, type.messageSchema, options)
    } catch {
      throw RPCError(.invalidArgument, "the request is no \(type.fullName): \(error)")
    }
  }

  /// The JSON of a response.
  func json(_ encoded: [UInt8], _ type: MessageDescriptor) async throws -> String {
    let pool = try await schemas.pool(with: type.fullName)
    var types = ProtoTypeRegistry(pool)
    if let message = try? DynamicMessage(serializedBytes: encoded, type: type, partial: true) {
      for name in AnyNames.inMessage(message) where pool.message(named: name) == nil {
        await add(name, to: &types)
      }
    }
    let options = ProtoJSONEncodingOptions(
      writesDefaults: writesDefaults, isPretty: !isCompact, types: types, partial: true)
    do {
      let text = try ProtoJSON.json(of: encoded, type.messageSchema, options)
      return String(decoding: text, as: UTF8.self)
    } catch {
      throw RPCError(.internal, "the response cannot be shown as JSON: \(error)")
    }
  }

  /// A type that only an `Any` names; without it, the format says that it is not known.
  private func add(_ name: String, to types: inout ProtoTypeRegistry) async {
    guard let pool = try? await schemas.pool(with: name) else { return }
    for file in pool.files {
      for message in file.messages { types.add(message.messageSchema) }
    }
  }
}
