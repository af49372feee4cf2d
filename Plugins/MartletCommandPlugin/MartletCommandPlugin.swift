import PackagePlugin

@main struct MartletCommandPlugin: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {}
}
