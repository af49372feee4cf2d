@_exported public import MartletProtobuf
@_exported public import MartletRPC
@_exported public import MartletTransport

@_exported public import struct MartletHTTP2.HTTP2Configuration
