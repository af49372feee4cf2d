import MartletProtobuf

/// The values of a message with extensions, from which another one is made.
struct ExtensibleValues {
  var id: Int64 = 0
  var name = ""
  var numbers: [Int32] = []
  var priority: Int32 = 0
  var owner = ""
  var score = 0.0
  var note = Note()
  var labels: [String] = []
  var hidden = false
  var token: UInt64 = 0
  var notes: [Note] = []

  init(_ message: Extensible) {
    self.init(extensionsOf: message)
    id = message.id ?? 0
    name = message.name ?? ""
    numbers = message.numbers
  }

  /// Reads every extension.
  init(extensionsOf message: Extensible) {
    priority = message.priority ?? 0
    owner = message.owner ?? ""
    score = message.score ?? 0
    note = message.note ?? Note()
    labels = message.labels
    hidden = message.hidden ?? false
    token = message.token ?? 0
    notes = message.notes
  }

  /// A message with all of them set.
  func message() -> Extensible {
    var message = Extensible()
    message.id = id
    message.name = name
    message.numbers = numbers
    message.priority = priority
    message.owner = owner
    message.score = score
    message.note = note
    message.labels = labels
    message.hidden = hidden
    message.token = token
    message.notes = notes
    return message
  }
}
