extension Optional where Wrapped: ProtoMessage {
  /// The message, or an empty one where there is none. Changing it in place sets it:
  ///
  ///     let city = order.customer.orDefault.address.orDefault.city
  ///     order.customer.orDefault.name = "Ada"
  ///
  /// Generated code offers the same for each field: `order.customerOrDefault`.
  @inlinable
  public var orDefault: Wrapped {
    get { self ?? Wrapped() }
    _modify {
      var message = self.take() ?? Wrapped()
      defer { self = message }
      yield &message
    }
  }
}
