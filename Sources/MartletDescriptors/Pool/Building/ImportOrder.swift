import MartletProtobuf

/// Brings files into an order in which each one comes behind those that it imports.
struct ImportOrder {
  private enum State {
    case new, open, done
  }

  /// A file whose imports are being gone through.
  private struct Step {
    let file: Int
    var nextImport = 0
  }

  private let files: [Google.Protobuf.FileDescriptorProto]
  private var byName: [String: Int] = [:]
  private var states: [State]
  private var order: [Int] = []
  /// The way to where we are: no recursion, since a chain of imports may be of any length.
  private var path: [Step] = []

  /// - Throws: ``DescriptorPoolError`` if two files of one name are not the same.
  init(_ files: [Google.Protobuf.FileDescriptorProto]) throws(DescriptorPoolError) {
    self.files = files
    states = [State](repeating: .new, count: files.count)
    order.reserveCapacity(files.count)
    byName.reserveCapacity(files.count)
    for (index, file) in files.enumerated() {
      let name = file.name ?? ""
      guard let other = byName[name] else {
        byName[name] = index
        continue
      }
      guard files[other] == file else { throw DescriptorPoolError(.duplicateFile, file: name) }
      states[index] = .done
    }
  }

  /// The files' indexes in order; the second of two equal files is left out. Imports that are not
  /// among the files do not count.
  ///
  /// - Throws: ``DescriptorPoolError`` if files import each other in a circle.
  consuming func sorted() throws(DescriptorPoolError) -> [Int] {
    for index in files.indices where states[index] == .new {
      open(index)
      while let step = path.last { try advance(step) }
    }
    return order
  }

  private mutating func open(_ file: Int) {
    states[file] = .open
    path.append(Step(file: file))
  }

  private mutating func advance(_ step: Step) throws(DescriptorPoolError) {
    let imports = files[step.file].dependency
    guard step.nextImport < imports.count else {
      states[step.file] = .done
      order.append(step.file)
      path.removeLast()
      return
    }
    path[path.count - 1].nextImport += 1
    guard let next = byName[imports[step.nextImport]] else { return }
    switch states[next] {
    case .new: open(next)
    case .open: throw cycle(to: next)
    case .done: break
    }
  }

  private func cycle(to first: Int) -> DescriptorPoolError {
    var names = path.map(\.file).drop { $0 != first }.map { files[$0].name ?? "" }
    names.append(files[first].name ?? "")
    return DescriptorPoolError(.importCycle(names), file: files[first].name ?? "")
  }
}
