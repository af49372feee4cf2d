"""A long fat link: a TCP proxy that delivers every byte a while later, each way, as fast as it comes.

It prints how many bytes were under way at most, which is what the windows of the two ends allow.
"""

import argparse
import asyncio
import collections
import sys


class Direction:
    """One way of one connection: what was read waits here until its time has come."""

    # What it holds at most, so that an endless sender fills no memory.
    MOST = 64 << 20

    def __init__(self, delay):
        self.delay = delay
        self.held = collections.deque()
        self.bytes = self.most = 0
        self.changed = asyncio.Condition()

    async def read(self, reader):
        loop = asyncio.get_running_loop()
        while True:
            data = await reader.read(1 << 18)
            async with self.changed:
                await self.changed.wait_for(lambda: self.bytes < self.MOST)
                self.bytes += len(data)
                self.most = max(self.most, self.bytes)
                self.held.append((loop.time() + self.delay, data))
                self.changed.notify_all()
            if not data:
                return

    async def write(self, writer):
        loop = asyncio.get_running_loop()
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: self.held)
                due, data = self.held.popleft()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()
            async with self.changed:
                self.bytes -= len(data)
                self.changed.notify_all()

    async def run(self, reader, writer):
        try:
            await asyncio.gather(self.read(reader), self.write(writer))
        except OSError:
            writer.close()


async def serve(arguments):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin, lambda: sys.stdin.buffer.read1() or stop.set())
    ways = {"up": [], "down": []}

    async def connected(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", arguments.to)
        up, down = Direction(arguments.delay), Direction(arguments.delay)
        ways["up"].append(up)
        ways["down"].append(down)
        await asyncio.gather(up.run(reader, far_writer), down.run(far_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await stop.wait()
    for name, directions in ways.items():
        print(f"{name}={max((way.most for way in directions), default=0)}", flush=True)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=int, required=True, help="the port it leads to")
    parser.add_argument("--delay", type=float, default=0.02, help="seconds each way")
    asyncio.run(serve(parser.parse_args()))
