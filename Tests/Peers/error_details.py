"""The details that errors of martlet.test.Interop have when they are asked to."""

from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

BAD_REQUEST = error_details_pb2.BadRequest(
    field_violations=[{"field": "text", "description": "gr\u00fc\u00dfe"}]
)
ERROR_INFO = error_details_pb2.ErrorInfo(
    reason="TEST", domain="martlet.test", metadata={"key": "value"}
)


def status(request):
    status = status_pb2.Status(code=request.fail_code, message=request.fail_message)
    for message in (BAD_REQUEST, ERROR_INFO):
        detail = any_pb2.Any()
        detail.Pack(message)
        status.details.append(detail)
    return status
