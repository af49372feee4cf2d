import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The thread that made it.
struct ThreadIdentity {
  private let thread = pthread_self()

  var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }
}

/// What a socket would say.
enum SystemErrors {
  static var connectionReset: IOError {
    IOError(errnoCode: ECONNRESET, reason: "the simulated connection was cut")
  }

  static var connectionRefused: IOError {
    IOError(errnoCode: ECONNREFUSED, reason: "nobody listens on the simulated network")
  }
}
