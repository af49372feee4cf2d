/// What a call proves its caller by, besides what the connection does: metadata, such as an access
/// token, that is asked for anew at each call.
///
/// Given to a channel (`RPCChannel.Defaults.credentials`), to a call (`CallOptions.credentials`), or
/// to both; then both send theirs. Over plaintext anybody on the way could read them, so calls with
/// credentials fail there with `unauthenticated`, unless that is allowed on purpose.
public struct CallCredentials: Sendable {
  /// The call that metadata is asked for.
  public struct Request: Hashable, Sendable {
    /// `https://host/package.Service`, which tokens with an audience are made for. Source: gRPC's
    /// `service_url` of call credentials.
    public let serviceURL: String
    /// `/package.Service/Method`.
    public let method: String
  }

  let allowsPlaintext: Bool
  let provide: @Sendable (Request) async throws -> RPCMetadata

  /// `provide` is called for each call, before it is sent and within its deadline; its Task is
  /// cancelled when the call ends. If it throws an `RPCError`, the call ends with that; with any
  /// other error it ends with `unavailable`.
  public init(
    insecureOverPlaintext: Bool = false,
    _ provide: @escaping @Sendable (Request) async throws -> RPCMetadata
  ) {
    allowsPlaintext = insecureOverPlaintext
    self.provide = provide
  }

  /// `authorization: Bearer …` with the token that `token` gives (RFC 6750 §2.1).
  public static func bearer(
    insecureOverPlaintext: Bool = false, _ token: @escaping @Sendable () async throws -> String
  ) -> CallCredentials {
    CallCredentials(insecureOverPlaintext: insecureOverPlaintext) { _ in
      ["authorization": "Bearer \(try await token())"]
    }
  }
}

/// The credentials of one call, and what they gave. Belongs to the call's loop.
final class CallAuthentication {
  let credentials: [CallCredentials]
  var metadata = RPCMetadata()
  var task: Task<Void, Never>?

  /// nil where there are no credentials.
  init?(_ credentials: [CallCredentials?]) {
    self.credentials = credentials.compactMap { $0 }
    if self.credentials.isEmpty { return nil }
  }

  deinit { task?.cancel() }
}

extension ClientCall {
  /// Whether the call has to be authenticated before it gets a stream.
  package var needsAuthentication: Bool { authentication != nil }

  /// What the call's credentials gave, to be sent behind the caller's own metadata.
  package var credentialMetadata: RPCMetadata? { authentication?.metadata }

  /// Asks the call's credentials for metadata and goes on with `proceed` on the loop.
  /// A call that they refuse, or that ends meanwhile, does not go on.
  ///
  /// For transports, on the call's loop, once they have accepted the call.
  package func authenticate(
    isSecure: Bool, authority: [UInt8], on loop: CallLoop, _ proceed: @escaping @Sendable () -> Void
  ) {
    guard let authentication else { return proceed() }
    let credentials = authentication.credentials
    guard isSecure || credentials.allSatisfy({ $0.allowsPlaintext }) else {
      return fail(
        RPCError(
          .unauthenticated,
          "the call has credentials and the connection is in plaintext, where anybody can read them"
        ))
    }
    let request = CallCredentials.Request(path: path, authority: authority)
    authentication.task = Task {
      let outcome = await metadata(of: credentials, for: request)
      loop.execute { self.go(on: outcome, proceed) }
    }
  }

  private func go(on outcome: Result<RPCMetadata, RPCError>, _ proceed: () -> Void) {
    guard !isFinished else { return }
    switch outcome {
    case .success(let metadata):
      authentication?.metadata = metadata
      proceed()
    case .failure(let error): fail(error)
    }
  }
}

private func metadata(
  of credentials: [CallCredentials], for request: CallCredentials.Request
) async -> Result<RPCMetadata, RPCError> {
  var gathered = RPCMetadata()
  do {
    for one in credentials { gathered.append(contentsOf: try await one.provide(request)) }
  } catch let error as RPCError {
    return .failure(error.fromControlPlane)
  } catch {
    return .failure(RPCError(.unavailable, "the call's credentials could not be had: \(error)"))
  }
  if let problem = gathered.problem { return .failure(problem) }
  return .success(gathered)
}

extension CallCredentials.Request {
  init(path: CallPath, authority: [UInt8]) {
    method = path.description
    let service = method.dropLast(method.reversed().prefix { $0 != "/" }.count + 1)
    var host = String(decoding: authority, as: UTF8.self)
    if host.hasSuffix(":443") { host.removeLast(4) }
    serviceURL = "https://\(host)\(service)"
  }
}

extension RPCError {
  /// The error as a call may end with it that a part beside the call failed with: codes that would
  /// say something about the call itself become `internal`. Source: gRFC A54.
  fileprivate var fromControlPlane: RPCError {
    switch code {
    case .ok, .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
      .outOfRange, .dataLoss:
      RPCError(.internal, "the call's credentials failed with \(self)", metadata: metadata)
    default: self
    }
  }
}
