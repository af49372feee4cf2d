#!/usr/bin/env python3
"""gRPC's own Python package for channelz against a process of ours.

    channelz_client.py --port 50051 --interop-port 50052 --dead-port 1 --case servers

The process serves channelz on --port and martlet.test.Interop on --interop-port, has made two calls
to the latter on a channel of its own, of which one succeeded, and has tried to connect to --dead-port.
Exits 0 when all held.
"""

import argparse
import time

import grpc
from grpc_channelz.v1 import channelz_pb2, channelz_pb2_grpc

import stubs

PATIENCE = 20
CASES = {}
LOCALHOST = bytes([127, 0, 0, 1])
State = channelz_pb2.ChannelConnectivityState


def case(function):
    CASES[function.__name__] = function
    return function


def eventually(question):
    """What `question` gives once it gives something: counts follow the calls by a moment."""
    until = time.monotonic() + PATIENCE
    while True:
        found = question()
        if found or time.monotonic() > until:
            return found
        time.sleep(0.01)


def pages(call, request_type, start, entries, identifier):
    """Everything, two at a time."""
    found, first = [], 0
    while True:
        page = call(request_type(max_results=2, **{start: first}), timeout=PATIENCE)
        some = entries(page)
        assert len(some) <= 2 and (some or page.end), page
        found += some
        if page.end:
            break
        first = identifier(some[-1]) + 1
    numbers = [identifier(entry) for entry in found]
    assert numbers == sorted(set(numbers)) and all(number > 0 for number in numbers), numbers
    return found


def server_on(channelz, port):
    """The server that listens there, of all that the process has."""
    servers = pages(channelz.GetServers, channelz_pb2.GetServersRequest, "start_server_id",
                    lambda page: list(page.server), lambda server: server.ref.server_id)
    for server in servers:
        for listener in server.listen_socket:
            socket = socket_of(channelz, listener.socket_id)
            if socket and socket.local.tcpip_address.port == port:
                assert socket.local.tcpip_address.ip_address == LOCALHOST, socket
                assert listener.name == f"127.0.0.1:{port}", listener
                return server
    raise AssertionError(f"no server listens on {port}: {servers}")


def socket_of(channelz, number):
    """None if it has just been closed; other tests of the process have servers, too."""
    try:
        return channelz.GetSocket(
            channelz_pb2.GetSocketRequest(socket_id=number), timeout=PATIENCE).socket
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
        return None


def channel_to(channelz, target):
    channels = pages(channelz.GetTopChannels, channelz_pb2.GetTopChannelsRequest,
                     "start_channel_id", lambda page: list(page.channel),
                     lambda channel: channel.ref.channel_id)
    found = [channel for channel in channels if channel.data.target == target]
    assert len(found) == 1, (target, channels)
    return found[0]


@case
def servers(channelz, arguments):
    """A server counts its calls, and goes on counting those of connections that are closed."""
    before = server_on(channelz, arguments.interop_port).data
    messages, services = stubs.load()
    for _ in range(2):
        with grpc.insecure_channel(f"127.0.0.1:{arguments.interop_port}") as channel:
            stub = services.InteropStub(channel)
            for _ in range(3):
                stub.Echo(messages.EchoRequest(text="hi"), timeout=PATIENCE)
            try:
                stub.Echo(messages.EchoRequest(fail_code=5), timeout=PATIENCE)
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.NOT_FOUND, error

    def settled():
        data = server_on(channelz, arguments.interop_port).data
        found = (data.calls_started - before.calls_started,
                 data.calls_succeeded - before.calls_succeeded,
                 data.calls_failed - before.calls_failed)
        return data if found == (8, 6, 2) else None

    data = eventually(settled)
    assert data, (before, server_on(channelz, arguments.interop_port).data)
    assert_recent(data.last_call_started_timestamp)


@case
def sockets(channelz, arguments):
    """A connection of a server, with what has passed over it."""
    messages, services = stubs.load()
    server = server_on(channelz, arguments.interop_port)
    request = channelz_pb2.GetServerSocketsRequest(server_id=server.ref.server_id)
    known = {ref.socket_id for ref in
             channelz.GetServerSockets(request, timeout=PATIENCE).socket_ref}
    with grpc.insecure_channel(f"127.0.0.1:{arguments.interop_port}") as channel:
        stub = services.InteropStub(channel)
        stub.Echo(messages.EchoRequest(text="hi"), timeout=PATIENCE)
        list(stub.Expand(messages.EchoRequest(count=5), timeout=PATIENCE))
        refs = channelz.GetServerSockets(request, timeout=PATIENCE)
        new = [ref.socket_id for ref in refs.socket_ref if ref.socket_id not in known]
        assert refs.end and len(new) == 1, (known, refs)

        def settled():
            data = socket_of(channelz, new[0]).data
            return data if data.streams_succeeded == 2 else None

        data = eventually(settled)
        assert data, socket_of(channelz, new[0])
        assert (data.streams_started, data.streams_failed) == (2, 0), data
        assert (data.messages_received, data.messages_sent) == (2, 6), data
        for moment in (data.last_remote_stream_created_timestamp,
                       data.last_message_sent_timestamp, data.last_message_received_timestamp):
            assert_recent(moment)
        assert not data.HasField("last_local_stream_created_timestamp"), data
        assert data.local_flow_control_window.value > 0, data
        assert data.remote_flow_control_window.value > 0, data
        socket = socket_of(channelz, new[0])
        assert socket.local.tcpip_address.port == arguments.interop_port, socket
        assert socket.remote.tcpip_address.ip_address == LOCALHOST, socket
        assert not socket.HasField("security"), socket


@case
def channels(channelz, arguments):
    """A channel of the process: its calls, and the connection at the other end of its subchannel."""
    target = f"127.0.0.1:{arguments.interop_port}"
    channel = channel_to(channelz, target)
    data = channel.data
    assert data.state.state == State.READY, data
    assert (data.calls_started, data.calls_succeeded, data.calls_failed) == (2, 1, 1), data
    assert_recent(data.last_call_started_timestamp)
    assert_recent(data.trace.creation_timestamp)
    events = [event.description for event in data.trace.events]
    assert events == ["connecting", f"connected to {target}"], events
    assert data.trace.num_events_logged == 2, data
    again = channelz.GetChannel(channelz_pb2.GetChannelRequest(
        channel_id=channel.ref.channel_id), timeout=PATIENCE).channel
    assert again.ref == channel.ref and again.subchannel_ref == channel.subchannel_ref, again
    assert not channel.socket_ref and len(channel.subchannel_ref) == 1, channel
    subchannel = channelz.GetSubchannel(channelz_pb2.GetSubchannelRequest(
        subchannel_id=channel.subchannel_ref[0].subchannel_id), timeout=PATIENCE).subchannel
    assert subchannel.data.calls_started == 2 and len(subchannel.socket_ref) == 1, subchannel
    socket = socket_of(channelz, subchannel.socket_ref[0].socket_id)
    assert socket.remote.tcpip_address.port == arguments.interop_port, socket
    assert socket.data.streams_started == 2, socket
    assert (socket.data.messages_sent, socket.data.messages_received) == (2, 1), socket
    assert_recent(socket.data.last_local_stream_created_timestamp)


@case
def failing_channel(channelz, arguments):
    """A channel that cannot connect says why."""
    target = f"127.0.0.1:{arguments.dead_port}"
    data = channel_to(channelz, target).data
    # Once the wait for the next attempt is over, nobody wants one.
    assert data.state.state in (State.TRANSIENT_FAILURE, State.IDLE), data
    assert (data.calls_started, data.calls_failed) == (1, 1), data
    last = data.trace.events[-1]
    assert last.severity == channelz_pb2.ChannelTraceEvent.CT_WARNING, data
    assert last.description == f"cannot connect to {target}: connection refused", last


@case
def refusals(channelz, arguments):
    """What is not there is NOT_FOUND; a negative page is INVALID_ARGUMENT."""
    nobody = 1 << 60
    for call, request in (
            (channelz.GetChannel, channelz_pb2.GetChannelRequest(channel_id=nobody)),
            (channelz.GetSubchannel, channelz_pb2.GetSubchannelRequest(subchannel_id=nobody)),
            (channelz.GetSocket, channelz_pb2.GetSocketRequest(socket_id=nobody)),
            (channelz.GetServerSockets, channelz_pb2.GetServerSocketsRequest(server_id=nobody))):
        assert refusal(call, request) == grpc.StatusCode.NOT_FOUND
    server = server_on(channelz, arguments.interop_port).ref.server_id
    for call, request in (
            (channelz.GetTopChannels, channelz_pb2.GetTopChannelsRequest(max_results=-1)),
            (channelz.GetTopChannels, channelz_pb2.GetTopChannelsRequest(start_channel_id=-1)),
            (channelz.GetServers, channelz_pb2.GetServersRequest(max_results=-1)),
            (channelz.GetServerSockets, channelz_pb2.GetServerSocketsRequest(
                server_id=server, max_results=-1))):
        assert refusal(call, request) == grpc.StatusCode.INVALID_ARGUMENT
    beyond = channelz.GetServers(
        channelz_pb2.GetServersRequest(start_server_id=nobody), timeout=PATIENCE)
    assert beyond.end and not beyond.server, beyond


def refusal(call, request):
    try:
        call(request, timeout=PATIENCE)
    except grpc.RpcError as error:
        return error.code()
    raise AssertionError("the call succeeded")


def assert_recent(moment):
    """Within the life of the process that is asked, and not in the future."""
    age = time.time() - (moment.seconds + moment.nanos / 1e9)
    assert -1 < age < 3600, age


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--interop-port", type=int, required=True)
    parser.add_argument("--dead-port", type=int, required=True)
    parser.add_argument("--case", choices=CASES, required=True)
    arguments = parser.parse_args()
    with grpc.insecure_channel(f"127.0.0.1:{arguments.port}") as channel:
        CASES[arguments.case](channelz_pb2_grpc.ChannelzStub(channel), arguments)


main()
