import CNghttp2

/// Makes the nghttp2 session of `owner`, with the callbacks of `Callbacks.swift`.
func makeSession(
  role: HTTP2Connection.Role, configuration: HTTP2Configuration, owner: HTTP2Connection
) throws(HTTP2Error) -> OpaquePointer? {
  var callbacks: OpaquePointer?
  try check(nghttp2_session_callbacks_new(&callbacks))
  defer { nghttp2_session_callbacks_del(callbacks) }
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, beginHeadersCallback)
  nghttp2_session_callbacks_set_on_header_callback(callbacks, headerCallback)
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameReceivedCallback)
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, dataReceivedCallback)
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamClosedCallback)
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSentCallback)
  nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, frameNotSentCallback)
  nghttp2_session_callbacks_set_send_data_callback(callbacks, sendDataCallback)

  var options: OpaquePointer?
  try check(nghttp2_option_new(&options))
  defer { nghttp2_option_del(options) }
  // We return credit ourselves: to the connection on receipt, to a stream when it is read.
  nghttp2_option_set_no_auto_window_update(options, 1)
  // Closed streams would be kept for a priority tree that nobody uses (RFC 9113 §5.3.2).
  nghttp2_option_set_no_closed_streams(options, 1)
  nghttp2_option_set_peer_max_concurrent_streams(options, 100)
  nghttp2_option_set_max_send_header_block_length(options, 1 << 20)

  var session: OpaquePointer?
  let user = Unmanaged.passUnretained(owner).toOpaque()
  // nghttp2 copies the hooks.
  var memory = owner.pool.hooks
  switch role {
  case .server:
    try check(nghttp2_session_server_new3(&session, callbacks, user, options, &memory))
  case .client:
    try check(nghttp2_session_client_new3(&session, callbacks, user, options, &memory))
  }
  return session
}

private func check(_ result: Int32) throws(HTTP2Error) {
  if result < 0 { throw HTTP2Error(code: Int(result)) }
}
