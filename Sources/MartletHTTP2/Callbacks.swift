import CNghttp2

// What nghttp2 calls. Each finds its connection in the user data and its stream in the stream's
// user data, both without reference counting: the connection outlives its session, and a stream is
// in the connection's list until `streamClosedCallback`.

typealias UserData = UnsafeMutableRawPointer?

@inline(__always)
private func withConnection<R>(_ user: UserData, _ body: (HTTP2Connection) -> R) -> R {
  // The session is made with the connection as its user data.
  Unmanaged<HTTP2Connection>.fromOpaque(user.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
}

@inline(__always)
private func stream(_ session: OpaquePointer?, _ id: Int32) -> HTTP2Stream? {
  guard let data = nghttp2_session_get_stream_user_data(session, id) else { return nil }
  return Unmanaged<HTTP2Stream>.fromOpaque(data).takeUnretainedValue()
}

private let proceed: Int32 = 0
private let pause = Int32(NGHTTP2_ERR_PAUSE.rawValue)
private let resetStream = Int32(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)

let beginHeadersCallback: nghttp2_on_begin_headers_callback = { session, frame, user in
  guard let frame else { return proceed }
  let id = frame.pointee.hd.stream_id
  return withConnection(user) { connection in
    if let known = stream(session, id) {
      connection.currentStream = known
    } else {
      guard connection.role == .server, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else {
        connection.currentStream = nil
        return proceed
      }
      let new = connection.delegate.makeStream()
      new.id = id
      connection.insert(new)
      nghttp2_session_set_stream_user_data(session, id, Unmanaged.passUnretained(new).toOpaque())
      connection.currentStream = new
    }
    connection.currentStream?.headerBytes = 0
    return proceed
  }
}

let headerCallback: nghttp2_on_header_callback = {
  _, _, name, nameCount, value, valueCount, _, user in
  withConnection(user) { connection in
    guard let stream = connection.currentStream else { return proceed }
    // RFC 9113 §6.5.2: a field counts as its bytes and 32 more.
    stream.headerBytes += nameCount + valueCount + 32
    guard stream.headerBytes <= connection.configuration.maxHeaderListBytes else {
      stream.headerListTooLarge()
      return proceed
    }
    stream.receivedHeader(
      name: UnsafeRawBufferPointer(start: name, count: nameCount),
      value: UnsafeRawBufferPointer(start: value, count: valueCount))
    return proceed
  }
}

let dataReceivedCallback: nghttp2_on_data_chunk_recv_callback = {
  session, _, id, bytes, count, _ in
  nghttp2_session_consume_connection(session, count)
  guard let stream = stream(session, id) else {
    return proceed
  }
  stream.receivedData(UnsafeRawBufferPointer(start: bytes, count: count))
  return proceed
}

let frameReceivedCallback: nghttp2_on_frame_recv_callback = { session, frame, user in
  guard let frame else { return proceed }
  let header = frame.pointee.hd
  let isEnd = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
  switch UInt32(header.type) {
  case NGHTTP2_HEADERS.rawValue:
    withConnection(user) { connection in
      guard let stream = connection.currentStream else { return }
      if isEnd { stream.remoteIsClosed = true }
      stream.receivedHeaders(isEnd: isEnd)
    }
  case NGHTTP2_DATA.rawValue:
    if isEnd, let stream = stream(session, header.stream_id) {
      stream.remoteIsClosed = true
      stream.receivedEnd()
    }
  case NGHTTP2_RST_STREAM.rawValue:
    stream(session, header.stream_id)?.isResetByPeer = true
  case NGHTTP2_SETTINGS.rawValue:
    if header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0 {
      withConnection(user) { $0.delegate.receivedSettings() }
    }
  case NGHTTP2_PING.rawValue:
    if header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0 {
      withConnection(user) { $0.delegate.receivedPing() }
    } else {
      let payload = withUnsafeBytes(of: frame.pointee.ping.opaque_data) {
        UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
      }
      withConnection(user) { $0.delegate.receivedPingAcknowledgement(payload) }
    }
  case NGHTTP2_GOAWAY.rawValue:
    let goAway = frame.pointee.goaway
    withConnection(user) {
      $0.delegate.receivedGoAway(code: goAway.error_code, debugData: debugData(of: goAway))
    }
  default: break
  }
  return proceed
}

private func debugData(of goAway: nghttp2_goaway) -> String {
  let bytes = UnsafeBufferPointer(start: goAway.opaque_data, count: goAway.opaque_data_len)
  return String(decoding: bytes.prefix(256), as: UTF8.self)
}

/// Whether a stream that we reset with `code` was reset because the peer broke the protocol.
private func tellsOfBrokenStream(_ code: UInt32) -> Bool {
  switch code {
  case NGHTTP2_PROTOCOL_ERROR.rawValue, NGHTTP2_FLOW_CONTROL_ERROR.rawValue,
    NGHTTP2_STREAM_CLOSED.rawValue, NGHTTP2_FRAME_SIZE_ERROR.rawValue:
    true
  default: false
  }
}

let frameSentCallback: nghttp2_on_frame_send_callback = { session, frame, user in
  guard let frame else { return proceed }
  let header = frame.pointee.hd
  switch UInt32(header.type) {
  case NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue:
    withConnection(user) { $0.hasSentContent = true }
  case NGHTTP2_GOAWAY.rawValue:
    let goAway = frame.pointee.goaway
    withConnection(user) {
      $0.delegate.sentGoAway(code: goAway.error_code, debugData: debugData(of: goAway))
    }
    return proceed
  case NGHTTP2_RST_STREAM.rawValue:
    if tellsOfBrokenStream(frame.pointee.rst_stream.error_code) {
      withConnection(user) { $0.brokenStreamCount += 1 }
    }
    return proceed
  default: return proceed
  }
  guard header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
    let stream = stream(session, header.stream_id)
  else { return proceed }
  stream.localIsClosed = true
  // A complete answer to an incomplete request: the client need not send the rest
  // (RFC 9113 §8.1).
  if !stream.remoteIsClosed, withConnection(user, { $0.role == .server }) {
    _ = nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, NGHTTP2_NO_ERROR.rawValue)
  }
  return proceed
}

/// A response's headers or trailers that nghttp2 refuses, because they are larger than it can send,
/// would leave the peer waiting for ever.
let frameNotSentCallback: nghttp2_on_frame_not_send_callback = { session, frame, _, _ in
  guard let frame, UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue,
    frame.pointee.headers.cat != NGHTTP2_HCAT_REQUEST
  else { return proceed }
  _ = nghttp2_submit_rst_stream(
    session, UInt8(NGHTTP2_FLAG_NONE.rawValue), frame.pointee.hd.stream_id,
    NGHTTP2_INTERNAL_ERROR.rawValue)
  return proceed
}

let streamClosedCallback: nghttp2_on_stream_close_callback = { session, id, code, user in
  guard let stream = stream(session, id) else { return proceed }
  withConnection(user) { connection in
    if connection.currentStream === stream { connection.currentStream = nil }
    connection.remove(stream)
  }
  stream.closed(.ended(code: code))
  return proceed
}

let readDataCallback: nghttp2_data_source_read_callback = {
  _, _, _, limit, flags, source, _ in
  guard let flags, let pointer = source?.pointee.ptr else {
    return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
  }
  let stream = Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
  switch stream.dataToSend(limit: limit) {
  case .data(let count, let last):
    // Without copying: the bytes go straight from the message to the output (`sendDataCallback`).
    flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    if let last { finish(stream, last, flags) }
    return count
  case .wait:
    return Int(NGHTTP2_ERR_DEFERRED.rawValue)
  case .end(let end):
    finish(stream, end, flags)
    return 0
  }
}

/// Ends the DATA of a stream, and lets it submit its trailers if it has any: they follow behind.
private func finish(
  _ stream: HTTP2Stream, _ end: HTTP2DataEnd, _ flags: UnsafeMutablePointer<UInt32>
) {
  flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
  guard end == .trailers else { return }
  flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
  stream.provideTrailers()
}

let sendDataCallback: nghttp2_send_data_callback = { _, frame, frameHeader, count, source, user in
  guard let frame, let frameHeader, let pointer = source?.pointee.ptr else {
    return Int32(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
  }
  let stream = Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
  let padding = frame.pointee.data.padlen
  precondition(padding == 0, "nghttp2 pads only if a padding callback is set")
  return withConnection(user) { connection in
    let mark = connection.output.count
    connection.output.append(frameHeader, 9)
    let destination = connection.output.extend(by: count)
    guard stream.takeData(count, into: destination) == count else {
      connection.output.shrink(by: connection.output.count - mark)
      return resetStream
    }
    // nghttp2 would go on to the last byte that the windows allow.
    return connection.output.count < connection.outputLimit ? proceed : pause
  }
}
