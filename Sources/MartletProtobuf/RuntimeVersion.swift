/// The agreement between generated code and this library, version 4.
///
/// Generated files refer to the version that they were generated for. Where the library no longer
/// has it, or does not have it yet, they do not compile: generate them anew with the `martlet` of
/// the same release, or update the package.
public enum ProtobufRuntimeVersion_4 {}
