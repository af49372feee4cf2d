#!/usr/bin/env python3
"""martlet.test.Interop served by Python's grpcio: the outsider that our client is held against.

Prints `listening on 127.0.0.1:PORT` and serves until SIGTERM or SIGINT; with --until-eof also
until standard input closes, so that a parent that dies takes the server with it.
"""

import argparse
import asyncio
import signal
import sys

import grpc
from grpc_reflection.v1alpha import reflection
from grpc_status import rpc_status

import error_details
import stubs
import tls_options

messages, services = stubs.load()
COMPRESSIONS = {
    "identity": grpc.Compression.NoCompression,
    "gzip": grpc.Compression.Gzip,
    "deflate": grpc.Compression.Deflate,
}
CODES = {code.value[0]: code for code in grpc.StatusCode}


class Failure:
    """The status that a stream is asked to end with, once enough messages have gone by."""

    def __init__(self):
        self.request = None

    def plan(self, request):
        if request.fail_code:
            self.request = request

    def is_due(self, messages_so_far):
        return self.request is not None and messages_so_far >= self.request.fail_after


class Interop(services.InteropServicer):
    def __init__(self):
        self.cancelled_calls = 0
        self.waiting_calls = 0

    # What the methods share.

    def reply(self, request, context, index=0):
        remaining = context.time_remaining()
        metadata = dict(context.invocation_metadata() or ())
        payload = bytes(request.size) if request.size else request.payload
        return messages.EchoReply(
            text=request.text,
            payload=payload,
            deadline_milliseconds=-1 if remaining is None else int(remaining * 1000),
            index=index,
            cancelled_calls=self.cancelled_calls,
            user_agent=metadata.get("user-agent", ""),
        )

    async def echo_metadata(self, context):
        echoed = [(k, v) for k, v in context.invocation_metadata() if k.startswith("x-")]
        context.set_trailing_metadata(tuple(("t-" + k, v) for k, v in echoed))
        await context.send_initial_metadata(tuple(echoed))

    async def delay(self, request):
        if request.delay_milliseconds:
            await asyncio.sleep(request.delay_milliseconds / 1000)

    async def wait_for_cancel(self):
        self.waiting_calls += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled_calls += 1
            raise
        finally:
            self.waiting_calls -= 1

    async def fail(self, request, context):
        if request.fail_details:
            status = rpc_status.to_status(error_details.status(request))
            await context.abort(status.code, status.details, status.trailing_metadata)
        await context.abort(
            CODES[request.fail_code], request.fail_message, context.trailing_metadata()
        )

    # The methods.

    async def Echo(self, request, context):
        if request.echo_metadata:
            await self.echo_metadata(context)
        await self.delay(request)
        if request.wait_for_cancel:
            await self.wait_for_cancel()
        if request.fail_code:
            await self.fail(request, context)
        return self.reply(request, context)

    async def Expand(self, request, context):
        failure = Failure()
        failure.plan(request)
        if request.echo_metadata:
            await self.echo_metadata(context)
        for index in range(request.count):
            if failure.is_due(index):
                break
            await self.delay(request)
            yield self.reply(request, context, index)
        if failure.request:
            await self.fail(failure.request, context)
        if request.wait_for_cancel:
            await self.wait_for_cancel()

    async def Collect(self, requests, context):
        failure = Failure()
        count = payload_bytes = 0
        async for request in requests:
            if count == 0 and request.echo_metadata:
                await self.echo_metadata(context)
            failure.plan(request)
            count += 1
            payload_bytes += len(request.payload)
            if failure.is_due(count):
                await self.fail(failure.request, context)
            await self.delay(request)
            if request.wait_for_cancel:
                await self.wait_for_cancel()
        return messages.CollectReply(count=count, payload_bytes=payload_bytes)

    async def Chat(self, requests, context):
        failure = Failure()
        index = 0
        async for request in requests:
            if index == 0 and request.echo_metadata:
                await self.echo_metadata(context)
            failure.plan(request)
            if failure.is_due(index):
                await self.fail(failure.request, context)
            await self.delay(request)
            yield self.reply(request, context, index)
            index += 1
            if failure.is_due(index):
                await self.fail(failure.request, context)
            if request.wait_for_cancel:
                await self.wait_for_cancel()

    async def Stats(self, request, context):
        return messages.EchoReply(
            cancelled_calls=self.cancelled_calls, waiting_calls=self.waiting_calls
        )


async def serve(arguments):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if arguments.until_eof:
        loop.add_reader(sys.stdin, lambda: sys.stdin.buffer.read1() or stop.set())

    server = grpc.aio.server(
        options=[("grpc.so_reuseport", 0), *tls_options.channel_arguments(arguments)],
        compression=COMPRESSIONS[arguments.compression],
    )
    services.add_InteropServicer_to_server(Interop(), server)
    reflection.enable_server_reflection(("martlet.test.Interop", reflection.SERVICE_NAME), server)
    address = f"127.0.0.1:{arguments.port}"
    credentials = tls_options.server_credentials(arguments)
    if credentials:
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await stop.wait()
    await server.stop(grace=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--compression", choices=COMPRESSIONS, default="identity")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    tls_options.add_to(parser)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
