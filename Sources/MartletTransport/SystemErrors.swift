import MartletRPC
import NIOCore
import NIOPosix

/// What went wrong with a socket, in words for people.
func describe(_ error: any Error) -> String {
  switch error {
  case let error as IOError: words(forErrno: error.errnoCode)
  case let error as NIOConnectionError: describe(error)
  case ChannelError.connectTimeout: "the connection attempt timed out"
  case let error as RPCError: error.message
  default: "\(error)"
  }
}

private func describe(_ error: NIOConnectionError) -> String {
  if let attempt = error.connectionErrors.first { return describe(attempt.error) }
  if let lookup = error.dnsAError ?? error.dnsAAAAError {
    return "the name \"\(error.host)\" cannot be resolved (\(lookup))"
  }
  return "the name \"\(error.host)\" has no address"
}

func words(forErrno code: Int32) -> String {
  switch code {
  case EADDRINUSE: "the address is already in use"
  case EADDRNOTAVAIL: "the address is not one of this machine's"
  case EACCES, EPERM: "permission denied"
  case ECONNREFUSED: "connection refused"
  case ECONNRESET: "connection reset by the peer"
  case EPIPE: "the peer closed the connection"
  case EHOSTUNREACH, ENETUNREACH: "no route to the host"
  case ENOENT: "no such file"
  default: String(cString: strerror(code))
  }
}
