#!/usr/bin/env python3
"""gRPC's own Python packages for health and reflection against a server of ours.

    services_client.py --port 50051 --case check

The server serves martlet.test.Interop, and test.Switch whose method Suspend suspends its health
service. Exits 0 when all held.
"""

import argparse

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import proto_reflection_descriptor_database as reflection
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

Status = health_pb2.HealthCheckResponse
Check = health_pb2.HealthCheckRequest
INTEROP = "martlet.test.Interop"
PATIENCE = 20
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def refused(call):
    try:
        call()
    except grpc.RpcError as error:
        return error.code(), error.details()
    raise AssertionError("the call succeeded")


@case
def check(channel):
    health = health_pb2_grpc.HealthStub(channel)
    assert health.Check(Check(), timeout=PATIENCE).status == Status.SERVING
    assert health.Check(Check(service=INTEROP), timeout=PATIENCE).status == Status.SERVING
    code, details = refused(lambda: health.Check(Check(service="no.Such"), timeout=PATIENCE))
    assert code == grpc.StatusCode.NOT_FOUND and "no.Such" in details, (code, details)


@case
def list_all(channel):
    answer = health_pb2_grpc.HealthStub(channel).List(
        health_pb2.HealthListRequest(), timeout=PATIENCE)
    statuses = {name: entry.status for name, entry in answer.statuses.items()}
    assert statuses == {"": Status.SERVING, INTEROP: Status.SERVING}, statuses


@case
def watch(channel):
    """The status now, and the next one when it changes; a service that is not known is waited for."""
    health = health_pb2_grpc.HealthStub(channel)
    known = health.Watch(Check(service=INTEROP), timeout=PATIENCE)
    unknown = health.Watch(Check(service="no.Such"), timeout=PATIENCE)
    assert next(known).status == Status.SERVING
    assert next(unknown).status == Status.SERVICE_UNKNOWN
    channel.unary_unary("/test.Switch/Suspend")(b"", timeout=PATIENCE)
    assert next(known).status == Status.NOT_SERVING
    known.cancel()
    unknown.cancel()


@case
def reflect(channel):
    """Everything that a client needs to call a method, found by reflection alone."""
    database = reflection.ProtoReflectionDescriptorDatabase(channel)
    services = list(database.get_services())
    assert services == sorted(services) and INTEROP in services and "test.Switch" in services
    pool = descriptor_pool.DescriptorPool(database)
    method = pool.FindServiceByName(INTEROP).FindMethodByName("Echo")
    assert method.input_type.full_name == "martlet.test.EchoRequest", method
    assert method.input_type.fields_by_name["delay_milliseconds"].number == 7
    assert pool.FindMessageTypeByName("martlet.test.EchoReply").file.name.endswith(
        "interop.proto")
    extended = "google.protobuf.FieldOptions"
    assert list(database.FindAllExtensionNumbers(extended)) == [50001]
    found = ask(channel, file_containing_extension=reflection_pb2.ExtensionRequest(
        containing_type=extended, extension_number=50001))
    names = [descriptor_pb2.FileDescriptorProto.FromString(file).name
             for file in found.file_descriptor_response.file_descriptor_proto]
    assert names[0].endswith("reflected.proto") and len(names) == 2, names
    missing = ask(channel, file_containing_extension=reflection_pb2.ExtensionRequest(
        containing_type=extended, extension_number=50002))
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0], missing
    nothing = ask(channel)
    assert nothing.error_response.error_code == grpc.StatusCode.INVALID_ARGUMENT.value[0], nothing
    for unknown in (lambda: database.FindFileContainingSymbol("no.Such"),
                    lambda: database.FindFileByName("no/such.proto")):
        try:
            unknown()
        except KeyError:
            continue
        raise AssertionError("found what is not there")


def ask(channel, **question):
    request = reflection_pb2.ServerReflectionRequest(**question)
    answers = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(
        iter([request]), timeout=PATIENCE)
    return next(answers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--case", choices=CASES, required=True)
    arguments = parser.parse_args()
    with grpc.insecure_channel(f"127.0.0.1:{arguments.port}") as channel:
        CASES[arguments.case](channel)


main()
