import Foundation

/// A second name of the tool that keeps its modification time for as long as its bytes are the
/// same.
///
/// SwiftPM 6.3 links the plugins' tools twice for every plan (for planning and for building), so
/// that the tool looks new at each of them, and with it all that it generates. A hard link in the
/// plugin's own folder stays with the file that the linker replaced.
enum SteadyTool {
  /// The path to run: the link, or `tool` itself if there cannot be one.
  static func path(for tool: URL, in directory: URL) -> URL {
    let files = FileManager.default
    let link = directory.appending(path: "MartletPluginTool")
    // Some build systems build the tool only after planning.
    guard files.fileExists(atPath: tool.path) else { return tool }
    if files.contentsEqual(atPath: tool.path, andPath: link.path) { return link }
    do {
      try? files.removeItem(at: link)
      do {
        try files.linkItem(at: tool, to: link)
      } catch {
        try files.copyItem(at: tool, to: link)
      }
      return link
    } catch {
      return tool
    }
  }
}
