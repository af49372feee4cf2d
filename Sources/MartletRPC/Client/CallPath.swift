/// The `:path` of a call, `/package.Service/Method`.
package enum CallPath: Sendable, CustomStringConvertible {
  /// Of a generated client: never copied.
  case fixed(StaticString)
  /// Of a method that is known at run time only.
  case made(String)

  package var description: String {
    switch self {
    case .fixed(let path): path.description
    case .made(let path): path
    }
  }
}
