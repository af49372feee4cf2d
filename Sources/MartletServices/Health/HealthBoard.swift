/// How each service is, and who wants to hear of it.
struct HealthBoard {
  typealias Status = HealthService.Status
  typealias Listener = AsyncStream<Status?>.Continuation

  private(set) var statuses: [String: Status] = [:]
  private var listeners: [String: [Int: Listener]] = [:]
  private var nextListener = 0
  private var isSuspended = false

  mutating func set(_ status: Status?, for service: String) {
    if isSuspended { return }
    change(service, to: status)
  }

  mutating func suspend() {
    isSuspended = true
    for service in statuses.keys { change(service, to: .notServing) }
  }

  mutating func resume() {
    isSuspended = false
    for service in statuses.keys { change(service, to: .serving) }
  }

  /// The listener hears at once how the service is.
  mutating func watch(_ service: String, _ listener: Listener) -> Int {
    nextListener += 1
    listeners[service, default: [:]][nextListener] = listener
    listener.yield(statuses[service])
    return nextListener
  }

  mutating func stopWatching(_ service: String, _ listener: Int) {
    listeners[service]?[listener] = nil
    // Names come from callers: those that nobody watches any more must not pile up.
    if listeners[service]?.isEmpty == true { listeners[service] = nil }
  }

  private mutating func change(_ service: String, to status: Status?) {
    if statuses[service] == status { return }
    statuses[service] = status
    for listener in (listeners[service] ?? [:]).values { listener.yield(status) }
  }
}
