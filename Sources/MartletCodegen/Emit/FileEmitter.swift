import MartletDescriptors

/// One Swift file: header, imports, types, codec, services.
struct FileEmitter {
  /// The number that `syntax = …` and `edition = …` have in a file's descriptor when it comes to
  /// places in the source.
  private static let syntaxNumber: Int32 = 12

  private let file: FileDescriptor
  private let options: GeneratorOptions
  private let types: TypeNames
  private let context: Context
  private let resolver: TypeResolver
  /// Nil if the code does not carry the file's descriptor.
  private var descriptors: DescriptorEmitter?

  /// What is worked out once for all files.
  struct Context {
    let extensionNames: ExtensionNames
    let fileNames: FileNames
    let required: RequiredReach

    init(_ pool: DescriptorPool, _ types: TypeNames) {
      let own = pool.files.filter { types.module(of: $0.name) == nil }
      extensionNames = ExtensionNames(own, types)
      fileNames = FileNames(own, types)
      required = RequiredReach(pool.files)
    }
  }

  init(
    file: FileDescriptor, types: TypeNames, context: Context, options: GeneratorOptions,
    descriptors: DescriptorEmitter?
  ) {
    self.descriptors = descriptors
    self.file = file
    self.types = types
    self.context = context
    self.options = options
    resolver = TypeResolver(types: types, file: file.name, moduleName: options.moduleName)
  }

  mutating func emit() throws(GenerationError) -> String {
    let messages = try messageModels()
    var body = SourceBuffer()
    try emitTypes(messages, &body)
    for message in messages { try emitCodec(message, &body) }
    let extensions = try extensionEmitters()
    emit(extensions, &body)
    try emitFileTypes(messages, extensions, &body)
    let services = options.services ? Array(file.services) : []
    if !services.isEmpty {
      try inNamespace(&body) { buffer throws(GenerationError) in try emit(services, &buffer) }
    }
    if descriptors != nil { try emitDescriptors(messages, &body) }

    var text = SourceBuffer()
    emitHeader(
      &text,
      hasTypes: !messages.isEmpty || !file.enums.isEmpty || !extensions.isEmpty
        || descriptors != nil,
      hasServices: !services.isEmpty)
    return text.text + body.text
  }

  private func messageModels() throws(GenerationError) -> [MessageModel] {
    var models: [MessageModel] = []
    for message in file.messages {
      models.append(
        try MessageModel(
          message, outer: types.namespace(of: file), resolver: resolver, visible: []))
    }
    return models
  }

  private func emitTypes(
    _ messages: [MessageModel], _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    if file.enums.isEmpty, messages.isEmpty { return }
    try inNamespace(&buffer) { buffer throws(GenerationError) in
      for enumeration in file.enums {
        buffer.line()
        try EnumEmitter(
          enumeration, name: types.name(of: enumeration), access: options.access
        ).emit(&buffer)
      }
      for message in messages {
        buffer.line()
        try MessageEmitter(message: message, types: types, access: options.access).emit(&buffer)
      }
    }
  }

  private func emit(
    _ services: [ServiceDescriptor], _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    for service in services {
      let model = try ServiceModel(service, prefix: types.prefix(of: file), resolver: resolver)
      buffer.line()
      try ServiceEmitter(
        service: model, access: options.access, embedsDescriptor: descriptors != nil
      ).emit(&buffer)
    }
  }

  /// What `emit` writes, in an extension of the enum that is the file's namespace, if it has one.
  private func inNamespace(
    _ buffer: inout SourceBuffer,
    _ emit: (inout SourceBuffer) throws(GenerationError) -> Void
  ) throws(GenerationError) {
    guard let namespace = types.namespace(of: file) else { return try emit(&buffer) }
    buffer.line()
    try buffer.block("extension " + namespace, emit)
  }

  private func emitCodec(
    _ message: MessageModel, _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    buffer.line()
    try CodecEmitter(message: message, access: options.access, required: context.required)
      .emit(&buffer)
    EqualityEmitter(message: message, access: options.access).emit(&buffer)
    DefaultsEmitter(message: message, access: options.access).emit(&buffer)
    for nested in message.nested { try emitCodec(nested, &buffer) }
  }

  private func extensionEmitters() throws(GenerationError) -> [ExtensionEmitter] {
    var emitters: [ExtensionEmitter] = []
    for field in file.allExtensions {
      let extended = field.containingMessage
      // A missing import leaves no more of the message than its name.
      if extended.isPlaceholder { continue }
      if extended.isOfDescriptors, options.customOptions == .omit { continue }
      // Within the Swift extension, the types nested in the message hide others.
      let shadowing = types.typeNames(in: extended)
      var model = try FieldModel(field, resolver: resolver, shadowing: shadowing)
      model.name = context.extensionNames[field]
      if model.hasOrDefault { model.orDefault = model.name + "OrDefault" }
      emitters.append(
        ExtensionEmitter(
          field: model,
          extended: try resolver.name(of: extended, shadowing: shadowing), access: options.access))
    }
    return emitters
  }

  /// A Swift extension for each message that is extended.
  private func emit(_ extensions: [ExtensionEmitter], _ buffer: inout SourceBuffer) {
    var done: Set<String> = []
    for first in extensions where done.insert(first.extended).inserted {
      buffer.line()
      buffer.block("nonisolated extension \(first.extended)") { buffer in
        var isFirst = true
        for emitter in extensions where emitter.extended == first.extended {
          if !isFirst { buffer.line() }
          isFirst = false
          emitter.emit(&buffer)
        }
      }
    }
  }

  /// The list of what the file declares, for type registries.
  private func emitFileTypes(
    _ messages: [MessageModel], _ extensions: [ExtensionEmitter], _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    var names: [String] = []
    for message in messages.flatMap(\.withNested) {
      names.append(try resolver.name(of: message.descriptor, shadowing: []) + ".self")
    }
    names += extensions.map { "\($0.extended).\($0.field.escapedName)" }
    if names.isEmpty { return }
    buffer.line()
    buffer.block("nonisolated extension MartletProtobuf::ProtoFileTypes") { buffer in
      buffer.line("/// What `\(file.name)` declares, for type registries.")
      let property = SwiftNames.escaped(context.fileNames[file])
      buffer.block("\(options.access.prefix)static var \(property): Self") { buffer in
        buffer.line("var fileTypes = Self()")
        for name in names { buffer.line("fileTypes.add(\(name))") }
        buffer.line("return fileTypes")
      }
    }
  }

  /// The file's descriptor, and by which extensions its types know it.
  private mutating func emitDescriptors(
    _ messages: [MessageModel], _ buffer: inout SourceBuffer
  ) throws(GenerationError) {
    var names = file.enums.map { types.path(of: $0).joined(separator: ".") }
    for message in messages { message.addNames(to: &names, types) }
    DescriptorEmitter.emitConformances(names, file, options.access, &buffer)
    buffer.line()
    try descriptors?.emit(file, &buffer)
  }

  /// What the IDL file begins with: mostly a licence.
  private func emitOpening(_ buffer: inout SourceBuffer) {
    let syntax = file.sourceLocation(at: [FileEmitter.syntaxNumber])
    let comments =
      (syntax?.leadingDetachedComments ?? []) + [syntax?.leadingComments ?? ""]
    for comment in comments {
      let text = CommentText(comment)
      if text.lines.isEmpty { continue }
      buffer.line("//")
      buffer.comment("//", text)
    }
  }

  /// The comment, the imports and the check of the runtime's version.
  private func emitHeader(_ buffer: inout SourceBuffer, hasTypes: Bool, hasServices: Bool) {
    buffer.line("// Generated by martlet from \(file.name). Do not edit: change that file.")
    buffer.line("// swift-format-ignore-file")
    emitOpening(&buffer)
    guard hasTypes || hasServices else { return }
    buffer.line()
    var modules = resolver.usedModules
    modules.insert("MartletProtobuf")
    let onlyForDescriptors = (descriptors?.usedModules ?? []).subtracting(modules)
    modules.formUnion(onlyForDescriptors)
    if hasServices { modules.insert("MartletRPC") }
    if let own = options.moduleName { modules.remove(own) }
    for module in modules.sorted() {
      // An internal import is written without its level: with it, the compiler would warn of every
      // plain import of the same module in another file of the target (it takes that for public).
      let shows = !onlyForDescriptors.contains(module) && (module != "MartletProtobuf" || hasTypes)
      buffer.line((shows ? options.access.prefix : "") + "import " + module)
    }
    buffer.line()
    buffer.line("// Does this not compile? Then the file was generated for another version of")
    buffer.line("// Martlet than the one that is used: generate it anew.")
    buffer.line(
      "private typealias MartletVersionCheck = MartletProtobuf::ProtobufRuntimeVersion_4")
  }
}

extension MessageModel {
  /// The names of the message and of all types in it, as they are written outside of all types.
  fileprivate func addNames(to names: inout [String], _ types: TypeNames) {
    names.append(qualifiedName)
    for enumeration in enums {
      names.append(qualifiedName + "." + types.name(of: enumeration).own)
    }
    for message in nested { message.addNames(to: &names, types) }
  }
}
