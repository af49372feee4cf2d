#if TLS
  public import Logging
  import Synchronization

  /// Reads a certificate and its key again when their files change. New connections use what was
  /// read last; open ones go on undisturbed.
  ///
  /// Files that cannot be read, or do not belong together as while they are being replaced, change
  /// nothing: the identity from before stays, the trouble is logged, and the next look tries again.
  public final class TLSIdentityReloader: Sendable {
    private struct State {
      var identity: LoadedIdentity
      var stamp: [FileStamp?]
    }

    private let certificate: TLSCertificates
    private let privateKey: TLSPrivateKey
    private let logger: Logger
    private let state: Mutex<State>
    private let watcher = Mutex<Task<Void, Never>?>(nil)

    /// Reads `certificate` and `privateKey` now, and looks at their files' times every `interval`
    /// from then on. With nil nobody looks but `reload` and `reloadIfChanged`.
    ///
    /// Throws `TLSConfigurationError` if the first reading fails.
    public init(
      certificate: TLSCertificates, privateKey: TLSPrivateKey,
      every interval: Duration? = .seconds(30), logger: Logger = Logger(label: "martlet.tls")
    ) throws(TLSConfigurationError) {
      self.certificate = certificate
      self.privateKey = privateKey
      self.logger = logger
      let stamp = Self.stamp(certificate, privateKey)
      let identity = try LoadedIdentity(certificate, privateKey)
      state = Mutex(State(identity: identity, stamp: stamp))
      if let interval { watch(every: interval) }
    }

    deinit { watcher.withLock { $0?.cancel() } }

    /// Reads the files now, whether they have changed or not. Throws `TLSConfigurationError`, and
    /// keeps what was read before, if they cannot be used.
    public func reload() throws(TLSConfigurationError) {
      let stamp = Self.stamp(certificate, privateKey)
      var identity = try LoadedIdentity(certificate, privateKey)
      state.withLock { state in
        identity.version = state.identity.version + 1
        state = State(identity: identity, stamp: stamp)
      }
      logger.info("the TLS certificate was read again")
    }

    /// Reads the files if they have changed since they were read last; returns whether they were
    /// read. What goes wrong is logged.
    @discardableResult
    public func reloadIfChanged() -> Bool {
      let stamp = Self.stamp(certificate, privateKey)
      guard stamp != state.withLock({ $0.stamp }) else { return false }
      do throws(TLSConfigurationError) {
        try reload()
        return true
      } catch {
        logger.warning(
          "the TLS certificate could not be read again; the one from before stays",
          metadata: ["why": "\(error)"])
        return false
      }
    }

    /// Looks at the files whenever `triggers` says so, until it ends or the Task is cancelled.
    public nonisolated(nonsending) func watch<Triggers: AsyncSequence>(_ triggers: Triggers) async
    where Triggers.Failure == Never {
      for await _ in triggers { reloadIfChanged() }
    }

    var current: LoadedIdentity { state.withLock { $0.identity } }

    private func watch(every interval: Duration) {
      let task = Task { [weak self] in
        while (try? await Task.sleep(for: interval)) != nil {
          guard let self else { return }
          self.reloadIfChanged()
        }
      }
      watcher.withLock { $0 = task }
    }

    private static func stamp(
      _ certificate: TLSCertificates, _ privateKey: TLSPrivateKey
    ) -> [FileStamp?] {
      var stamps: [FileStamp?] = []
      if case .pemFile(let path) = certificate.source { stamps.append(FileStamp(path)) }
      if case .pemFile(let path) = privateKey.source { stamps.append(FileStamp(path)) }
      return stamps
    }
  }
#endif
