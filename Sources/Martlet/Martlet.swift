@_exported public import MartletProtobuf
@_exported public import MartletRPC
@_exported public import MartletTransport
