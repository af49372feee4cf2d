/// The fields of a generated oneof: an enum with one case for each, the field's value inside.
///
/// Generated enums name this protocol rather than `Hashable` and `Sendable`, since the compiler
/// (6.3.1) overlooks the module selector in an enum's inheritance clause: in a module with a message
/// called `Hashable`, `enum Kind: Swift::Hashable` does not conform.
public protocol ProtoOneof: Hashable, Sendable {}
