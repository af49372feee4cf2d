/// What generated code calls the parts of a message whose fields are in an object of their own.
enum LargeMessage {
  /// The struct of the fields, nested in the message. (No type of an IDL file is called this.)
  static let fields = "_Fields"
  /// The message's only stored property. (No property of a field begins with an underscore and a
  /// letter.)
  static let storage = "_storage"
}

extension MessageModel {
  /// What comes before the name of a stored property in code of the message: nothing, or where they are.
  var path: String { isLarge ? LargeMessage.storage + ".fields." : "" }

  /// The type whose stored properties the fields are, outside of all types.
  var fieldsType: String { isLarge ? qualifiedName + "." + LargeMessage.fields : qualifiedName }
}
