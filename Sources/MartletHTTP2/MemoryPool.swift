import CNghttp2

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What nghttp2 allocates from: free lists by size, one pool per connection, so without a lock.
///
/// ```
///   block:  | size class (8 B) | capacity (8 B) | what nghttp2 sees …
/// ```
/// nghttp2 makes about nine small allocations a call; from here each costs a few instructions.
/// Owns every block that is on a free list; nghttp2 owns the others until it gives them back, which
/// it has done when its session is deleted. Used by the connection's thread only.
final class MemoryPool {
  private static let headerBytes = 16
  private static let stepBytes = 64
  /// Blocks above `classCount` steps come from malloc and go back there.
  private static let classCount = 16

  private let freeLists: UnsafeMutablePointer<UnsafeMutableRawPointer?>

  init() {
    freeLists = .allocate(capacity: Self.classCount + 1)
    freeLists.initialize(repeating: nil, count: Self.classCount + 1)
  }

  deinit {
    for index in 0...Self.classCount {
      while let block = freeLists[index] {
        freeLists[index] = block.load(as: UnsafeMutableRawPointer?.self)
        systemFree(block)
      }
    }
    freeLists.deallocate()
  }

  func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let steps = (size + Self.stepBytes - 1) / Self.stepBytes
    let sizeClass = steps <= Self.classCount ? max(steps, 1) : 0
    if sizeClass > 0, let block = freeLists[sizeClass] {
      freeLists[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
      return begin(block, sizeClass, sizeClass * Self.stepBytes)
    }
    let capacity = sizeClass > 0 ? sizeClass * Self.stepBytes : size
    let (bytes, overflow) = capacity.addingReportingOverflow(Self.headerBytes)
    guard !overflow, let block = systemMalloc(bytes) else { return nil }
    return begin(block, sizeClass, capacity)
  }

  func free(_ pointer: UnsafeMutableRawPointer?) {
    guard let block = pointer.map({ $0 - Self.headerBytes }) else { return }
    let sizeClass = block.load(as: Int.self)
    guard sizeClass > 0 else { return systemFree(block) }
    block.storeBytes(of: freeLists[sizeClass], as: UnsafeMutableRawPointer?.self)
    freeLists[sizeClass] = block
  }

  func reallocate(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    guard let pointer else { return allocate(size) }
    let capacity = (pointer - 8).load(as: Int.self)
    guard size > capacity else { return pointer }
    guard let grown = allocate(size) else { return nil }
    grown.copyMemory(from: pointer, byteCount: capacity)
    free(pointer)
    return grown
  }

  private func begin(
    _ block: UnsafeMutableRawPointer, _ sizeClass: Int, _ capacity: Int
  ) -> UnsafeMutableRawPointer {
    block.storeBytes(of: sizeClass, as: Int.self)
    block.storeBytes(of: capacity, toByteOffset: 8, as: Int.self)
    return block + Self.headerBytes
  }
}

extension MemoryPool {
  /// The hooks that nghttp2 takes; the pool must outlive the session.
  var hooks: nghttp2_mem {
    nghttp2_mem(
      mem_user_data: Unmanaged.passUnretained(self).toOpaque(),
      malloc: { size, user in pool(user) { $0.allocate(size) } },
      free: { pointer, user in pool(user) { $0.free(pointer) } },
      calloc: { count, size, user in
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow else { return nil }
        let block = pool(user) { $0.allocate(bytes) }
        block?.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return block
      },
      realloc: { pointer, size, user in pool(user) { $0.reallocate(pointer, size) } })
  }
}

/// The pool behind nghttp2's user data, without reference counting: it outlives the session.
@inline(__always)
private func pool<R>(_ user: UnsafeMutableRawPointer?, _ body: (MemoryPool) -> R) -> R {
  Unmanaged<MemoryPool>.fromOpaque(user.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
}

private func systemMalloc(_ size: Int) -> UnsafeMutableRawPointer? { malloc(size) }
private func systemFree(_ pointer: UnsafeMutableRawPointer) { free(pointer) }
