import Foundation

/// Standard output without a buffer, so that a script sees each line at once.
struct UnbufferedOutput: TextOutputStream {
  mutating func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}

nonisolated(unsafe) var standardOutput = UnbufferedOutput()
