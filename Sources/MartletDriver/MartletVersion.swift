/// The version of Martlet that this tool belongs to.
public enum MartletVersion {
  /// As `martlet --version` prints it.
  public static let current = "0.1.0-dev"
}
