import MartletDescriptors
import MartletIDL
import MartletProtobuf

/// Which files are in a descriptor set, and in which order; both exactly as with protoc.
///
/// A file comes behind its imports, and the requested ones otherwise in the order in which they
/// were named. What a file imports merely for options comes behind its other imports.
struct DescriptorOrder {
  private let files: [Google.Protobuf.FileDescriptorProto]
  private let requested: [Int]
  private let places: [String: Int]

  init(_ result: CompilationResult) {
    files = result.files
    var places: [String: Int] = [:]
    places.reserveCapacity(files.count)
    for (place, file) in files.enumerated() { places[file.name ?? ""] = place }
    self.places = places
    requested = result.requested.compactMap { places[$0] }
  }

  /// The places of the files in the compiler's result.
  ///
  /// Without imports a way from one requested file to another counts only if it does not lead
  /// through a file that is not in the set.
  func places(withImports: Bool) -> [Int] {
    var walk = Walk(order: self, seen: Array(repeating: false, count: files.count))
    if !withImports {
      walk.seen = Array(repeating: true, count: files.count)
      for place in requested { walk.seen[place] = false }
    }
    for place in requested { walk.visit(place) }
    return walk.result
  }

  /// A walk through the imports, depth first. It has its own stack, since a chain of imports may
  /// be of any length.
  private struct Walk {
    let order: DescriptorOrder
    var seen: [Bool]
    var result: [Int] = []

    mutating func visit(_ start: Int) {
      if seen[start] { return }
      seen[start] = true
      var stack = [(place: start, next: 0)]
      while let top = stack.last {
        let file = order.files[top.place]
        let imports = file.dependency + file.optionDependency
        guard top.next < imports.count else {
          result.append(top.place)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        guard let place = order.places[imports[top.next]], !seen[place] else { continue }
        seen[place] = true
        stack.append((place, 0))
      }
    }
  }
}
