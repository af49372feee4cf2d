import ArgumentParser

/// A process of ours that tests look at from outside.
@main struct SwiftPeer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    subcommands: [Serve.self, StalledServer.self, OfferRequests.self, IgnoreResponses.self])
}
