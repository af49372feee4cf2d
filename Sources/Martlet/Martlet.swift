@_exported public import MartletProtobuf
@_exported public import MartletRPC
@_exported public import MartletTransport
// What `http2` of a server's or channel's configuration is.
@_exported public import struct MartletHTTP2.HTTP2Configuration
