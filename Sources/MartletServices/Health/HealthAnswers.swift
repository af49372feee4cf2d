import MartletRPC

/// The methods of `grpc.health.v1.Health`.
struct HealthAnswers: GRPC.Health.V1.Health.Service {
  private typealias V1 = GRPC.Health.V1

  let health: HealthService

  func check(
    _ request: GRPC.Health.V1.HealthCheckRequest, context: ServerContext
  ) async throws -> GRPC.Health.V1.HealthCheckResponse {
    guard let status = health.status(of: request.service) else {
      throw RPCError(.notFound, "unknown service \"\(request.service)\"")
    }
    return V1.HealthCheckResponse(status: status.onTheWire)
  }

  func list(
    _ request: GRPC.Health.V1.HealthListRequest, context: ServerContext
  ) async throws -> GRPC.Health.V1.HealthListResponse {
    V1.HealthListResponse(
      statuses: health.statuses.mapValues { V1.HealthCheckResponse(status: $0.onTheWire) })
  }

  func watch(
    _ request: GRPC.Health.V1.HealthCheckRequest,
    responses: ResponseWriter<GRPC.Health.V1.HealthCheckResponse>, context: ServerContext
  ) async throws {
    var last: V1.HealthCheckResponse.ServingStatus?
    for await status in health.changes(of: request.service) {
      let status = status?.onTheWire ?? .serviceUnknown
      // A change and its opposite may have happened since.
      if status == last { continue }
      last = status
      try await responses.write(V1.HealthCheckResponse(status: status))
    }
  }
}

extension HealthService.Status {
  var onTheWire: GRPC.Health.V1.HealthCheckResponse.ServingStatus {
    switch self {
    case .unknown: .unknown
    case .serving: .serving
    case .notServing: .notServing
    }
  }
}
