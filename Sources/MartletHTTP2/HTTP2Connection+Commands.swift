import CNghttp2

/// What the owner and the streams tell a connection. Each command marks the connection as having
/// output; nothing is sent before `takeOutput`.
extension HTTP2Connection {
  /// Opens `stream` with the request in `headers`, as soon as the peer allows another one. DATA
  /// is asked of the stream. Returns false if this connection can open no more streams.
  public func submitRequest(_ stream: HTTP2Stream) -> Bool {
    let user = Unmanaged.passUnretained(stream).toOpaque()
    var provider = dataProvider(for: stream)
    let id = headers.withFields { fields, count in
      nghttp2_submit_request(session, nil, fields, count, &provider, user)
    }
    guard id > 0 else { return false }
    stream.id = id
    insert(stream)
    delegate.outputIsPending()
    return true
  }

  /// Answers `stream` with the response in `headers`; DATA is asked of the stream.
  public func submitResponse(_ stream: HTTP2Stream) {
    var provider = dataProvider(for: stream)
    let result = headers.withFields { fields, count in
      nghttp2_submit_response(session, stream.id, fields, count, &provider)
    }
    settle(result, stream)
  }

  /// Answers `stream` with `headers` alone and ends it.
  public func submitFinalHeaders(_ stream: HTTP2Stream) {
    let result = headers.withFields { fields, count in
      nghttp2_submit_response(session, stream.id, fields, count, nil)
    }
    settle(result, stream)
  }

  /// Ends `stream` with `headers` as trailers, behind its DATA.
  public func submitTrailers(_ stream: HTTP2Stream) {
    let result = headers.withFields { fields, count in
      nghttp2_submit_trailer(session, stream.id, fields, count)
    }
    settle(result, stream)
  }

  /// Asks `stream` for DATA again after it said `wait`.
  public func resume(_ stream: HTTP2Stream) {
    // It fails if the stream does not wait, which is as good.
    _ = nghttp2_session_resume_data(session, stream.id)
    delegate.outputIsPending()
  }

  /// Ends `stream` at once (RFC 9113 §6.4).
  public func reset(_ stream: HTTP2Stream, code: UInt32) {
    guard !stream.isClosed else { return }
    settle(
      nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code), stream
    )
  }

  /// Ends `stream` at once because nobody wants it any more.
  public func cancel(_ stream: HTTP2Stream) {
    reset(stream, code: NGHTTP2_CANCEL.rawValue)
  }

  /// Returns credit for `bytes` of DATA that somebody has read.
  public func consume(_ stream: HTTP2Stream, bytes: Int) {
    guard !stream.isClosed else { return }
    _ = nghttp2_session_consume_stream(session, stream.id, bytes)
    delegate.outputIsPending()
  }

  /// Says that no streams will be taken soon, without refusing those already under way: the first
  /// of two steps (RFC 9113 §6.8).
  public func submitShutdownNotice() {
    _ = nghttp2_submit_shutdown_notice(session)
    delegate.outputIsPending()
  }

  /// Refuses streams from now on; those that are open go on. `code` and `debugData` tell the peer why
  /// (RFC 9113 §6.8).
  public func submitGoAway(
    code: UInt32 = HTTP2ErrorCode.noError, debugData: String = ""
  ) {
    let last = nghttp2_session_get_last_proc_stream_id(session)
    let data = Array(debugData.utf8)
    // nghttp2 copies the data.
    _ = nghttp2_submit_goaway(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, code, data, data.count)
    delegate.outputIsPending()
  }

  public func submitPing(_ payload: UInt64) {
    withUnsafeBytes(of: payload.bigEndian) { bytes in
      _ = nghttp2_submit_ping(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue),
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    delegate.outputIsPending()
  }

  func submitSettings() throws(HTTP2Error) {
    var entries = [
      nghttp2_settings_entry(
        settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
        value: UInt32(clamping: configuration.streamWindowBytes)),
      nghttp2_settings_entry(
        settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
        value: configuration.maxHeaderListBytes),
      role == .server
        ? nghttp2_settings_entry(
          settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
          value: configuration.maxConcurrentStreams)
        : nghttp2_settings_entry(
          settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
    ]
    let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
    let settings = nghttp2_submit_settings(session, flags, &entries, entries.count)
    if settings < 0 { throw HTTP2Error(code: Int(settings)) }
    let window = nghttp2_session_set_local_window_size(
      session, flags, 0, configuration.connectionWindowBytes)
    if window < 0 { throw HTTP2Error(code: Int(window)) }
  }

  /// A submission can fail only for want of memory or because the stream is gone; then it is
  /// reset, so that nobody waits for it.
  private func settle(_ result: Int32, _ stream: HTTP2Stream) {
    if result < 0, !stream.isClosed {
      _ = nghttp2_submit_rst_stream(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, NGHTTP2_INTERNAL_ERROR.rawValue)
    }
    delegate.outputIsPending()
  }

  private func dataProvider(for stream: HTTP2Stream) -> nghttp2_data_provider {
    nghttp2_data_provider(
      source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
      read_callback: readDataCallback)
  }
}
