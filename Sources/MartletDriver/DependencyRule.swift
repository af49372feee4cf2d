/// A rule for `make`: what has to be made again after a change of which files.
struct DependencyRule {
  let target: String
  let dependencies: [String]

  /// The rule, one file a line.
  var text: String {
    var lines = [Self.escaped(target) + ":"]
    for dependency in dependencies {
      lines[lines.count - 1] += " " + Self.escaped(dependency)
      lines.append("")
    }
    if dependencies.isEmpty { return lines[0] }
    return lines.dropLast().joined(separator: "\\\n")
  }

  /// A path as `make` reads it.
  private static func escaped(_ path: String) -> String {
    var result = ""
    for scalar in path.unicodeScalars {
      switch scalar {
      case " ", "#", "\\": result += "\\"
      case "$": result += "$"
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
