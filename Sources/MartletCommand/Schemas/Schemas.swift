import MartletDescriptors
import MartletRPC
import MartletServices

/// What can be known of a server's services and types.
protocol Schemas: Sendable {
  /// The services' full names, sorted.
  func serviceNames() async throws -> [String]
  /// A pool with what has this full name, and all that it needs.
  ///
  /// - Throws: `RPCError` with `notFound` if there is no such thing.
  func pool(with symbol: String) async throws -> DescriptorPool
  /// A pool with a file.
  ///
  /// - Throws: as ``pool(with:)``.
  func pool(withFile name: String) async throws -> DescriptorPool
}

/// Of files that are here.
struct LocalSchemas: Schemas {
  let pool: DescriptorPool

  func serviceNames() -> [String] {
    pool.files.flatMap(\.services).map(\.fullName).sorted()
  }

  func pool(with symbol: String) throws -> DescriptorPool {
    if pool.symbol(named: symbol) != nil { return pool }
    throw RPCError(.notFound, "the files that were named do not declare \"\(symbol)\"")
  }

  func pool(withFile name: String) throws -> DescriptorPool {
    if pool.file(named: name) != nil { return pool }
    throw RPCError(.notFound, "\"\(name)\" is not among the files that were named")
  }
}

/// Of a server that tells them itself.
struct ReflectedSchemas: Schemas {
  private let reflection: Reflection

  init(_ reflection: Reflection) { self.reflection = reflection }

  func serviceNames() async throws -> [String] {
    try await reflection.serviceNames().sorted()
  }

  func pool(with symbol: String) async throws -> DescriptorPool {
    // Some servers know files by types and services, and nothing of what is in those.
    for name in [symbol, String(symbol.prefix(upTo: symbol.lastIndex(of: ".") ?? symbol.endIndex))]
    {
      let pool = try await pool(.fileContainingSymbol(name))
      if let pool, pool.symbol(named: symbol) != nil { return pool }
    }
    throw Self.notFound(symbol)
  }

  func pool(withFile name: String) async throws -> DescriptorPool {
    guard let pool = try await pool(.fileByFilename(name)) else { throw Self.notFound(name) }
    return pool
  }

  /// Nil if the server does not know what is asked for.
  private func pool(
    _ question: Reflection.Request.MessageRequest
  ) async throws -> DescriptorPool? {
    do {
      return try await reflection.pool(question)
    } catch let error as RPCError where error.code == .notFound {
      return nil
    }
  }

  private static func notFound(_ wanted: String) -> RPCError {
    RPCError(.notFound, "the server does not know \"\(wanted)\", as far as it tells")
  }
}
