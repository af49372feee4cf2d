/// Mistakes made on purpose, to prove that each would be found.
public enum Sabotage: String, CaseIterable, Sendable {
  /// A handler leaves out a response.
  case losesResponse
  case doublesResponse
  /// A handler exchanges two responses.
  case swapsResponses
  /// A handler goes on when its call is over.
  case ignoresCancellation
  /// Something keeps calls that are over.
  case keepsCalls
  /// The network loses bytes and does not say so.
  case losesBytes
  /// A fault of the network that nobody may notice is not noted: calls end for no known reason.
  case hidesFaults
  /// Something depends on more than the seed.
  case isNotDeterministic
}
