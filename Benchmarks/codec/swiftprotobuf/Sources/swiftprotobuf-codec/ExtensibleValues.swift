import SwiftProtobuf

/// The values of a message with extensions, from which another one is made.
struct ExtensibleValues {
  var id: Int64 = 0
  var name = ""
  var numbers: [Int32] = []
  var priority: Int32 = 0
  var owner = ""
  var score = 0.0
  var note = Martlet_Bench_Codec_Note()
  var labels: [String] = []
  var hidden = false
  var token: UInt64 = 0
  var notes: [Martlet_Bench_Codec_Note] = []

  init(_ message: Martlet_Bench_Codec_Extensible) {
    self.init(extensionsOf: message)
    id = message.id
    name = message.name
    numbers = message.numbers
  }

  /// Reads every extension.
  init(extensionsOf message: Martlet_Bench_Codec_Extensible) {
    priority = message.Martlet_Bench_Codec_priority
    owner = message.Martlet_Bench_Codec_owner
    score = message.Martlet_Bench_Codec_score
    note = message.Martlet_Bench_Codec_note
    labels = message.Martlet_Bench_Codec_labels
    hidden = message.Martlet_Bench_Codec_hidden
    token = message.Martlet_Bench_Codec_token
    notes = message.Martlet_Bench_Codec_notes
  }

  /// A message with all of them set.
  func message() -> Martlet_Bench_Codec_Extensible {
    var message = Martlet_Bench_Codec_Extensible()
    message.id = id
    message.name = name
    message.numbers = numbers
    message.Martlet_Bench_Codec_priority = priority
    message.Martlet_Bench_Codec_owner = owner
    message.Martlet_Bench_Codec_score = score
    message.Martlet_Bench_Codec_note = note
    message.Martlet_Bench_Codec_labels = labels
    message.Martlet_Bench_Codec_hidden = hidden
    message.Martlet_Bench_Codec_token = token
    message.Martlet_Bench_Codec_notes = notes
    return message
  }
}
