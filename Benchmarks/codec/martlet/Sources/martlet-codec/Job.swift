#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one process of a benchmark does: an operation on a payload, many times.
///
///     OPERATION CASE PAYLOAD WARM-UPS ITERATIONS [RESULT]
///
/// Prints the nanoseconds of CPU time that the iterations took. With a RESULT, the encoded message
/// is written to that file, for the harness to compare.
struct Job {
  let operation: String
  let caseName: String
  let payload: [UInt8]
  private let warmUps: Int
  private let iterations: Int
  private let result: String?

  init(arguments: [String]) {
    guard (6...7).contains(arguments.count),
      let warmUps = Int(arguments[4]), let iterations = Int(arguments[5])
    else {
      Job.fail("usage: OPERATION CASE PAYLOAD WARM-UPS ITERATIONS [RESULT]")
    }
    operation = arguments[1]
    caseName = arguments[2]
    payload = Job.contents(arguments[3])
    self.warmUps = warmUps
    self.iterations = iterations
    result = arguments.count > 6 ? arguments[6] : nil
  }

  /// Runs the body, and prints how long the measured iterations took.
  @inline(__always)
  func measure(_ body: () throws -> Void) rethrows {
    for _ in 0..<warmUps { try body() }
    let start = Job.nanoseconds()
    for _ in 0..<iterations { try body() }
    print(Job.nanoseconds() - start)
  }

  /// Writes what the operation gave, if that was asked for.
  func finish(_ bytes: () throws -> [UInt8]) rethrows {
    guard let result else { return }
    let bytes = try bytes()
    guard let file = fopen(result, "wb") else { Job.fail("cannot write \(result)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func fail(_ text: String) -> Never {
    print("error: \(text)")
    exit(1)
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func contents(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { fail("cannot read \(path)") }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      read = fread(buffer.baseAddress, 1, count, file)
    }
  }
}

/// Where results go, so that making them is not optimised away.
@inline(never)
@_optimize(none)
private func swallow(_ address: UnsafeRawPointer) {}

@inline(__always)
func sink<Value>(_ value: borrowing Value) {
  withUnsafePointer(to: value) { swallow(UnsafeRawPointer($0)) }
}
