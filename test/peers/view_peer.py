#!/usr/bin/env python3
"""A zlib-rgb viewer: connects to a sharer, reads frames with proper loops and checks each of them with zlib.

Prints one line per frame and, at the end, "end REASON FRAMES BYTES". Exit code 0: every frame read was whole and, if
--frames or --size was given, as many and as large as that says; 1: it was not; 2: no connection.
"""

import argparse
import socket
import sys
import time
import zlib

import zlib_rgb


class ResetRequested(Exception):
    """--reset-after has been reached."""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    where = parser.add_argument_group("connection")
    where.add_argument("host", nargs="?", default="127.0.0.1", help="the sharer, IPv4 or IPv6 (default: 127.0.0.1)")
    where.add_argument(
        "--port", type=int, default=zlib_rgb.PORT, help="the sharer's port, or with --listen ours (default: 9000)"
    )
    where.add_argument(
        "--listen", action="store_true", help="wait for a sharer that pushes, on HOST, instead of connecting"
    )
    where.add_argument(
        "--connections",
        type=int,
        default=1,
        metavar="N",
        help="with --listen: take N sharers one after another (default: 1)",
    )
    where.add_argument("--fastopen", action="store_true", help="with --listen: accept TCP Fast Open")
    where.add_argument("--local-port", type=int, default=0, help="connect from this port (SO_REUSEADDR)")
    where.add_argument(
        "--connect-at", type=float, metavar="EPOCH", help="connect at this time (for a simultaneous open)"
    )
    where.add_argument("--isn", type=int, help="initial sequence number (Linux, needs CAP_NET_ADMIN)")
    where.add_argument(
        "--timeout",
        type=float,
        default=30,
        metavar="SECONDS",
        help="give up when nothing arrives for so long (default: 30)",
    )

    how = parser.add_argument_group("reading")
    how.add_argument("--frames", type=int, default=0, help="close after so many frames (default: read to the end)")
    how.add_argument(
        "--size", type=zlib_rgb.parse_size, metavar="WxH", help="every frame must inflate to this picture size"
    )
    how.add_argument("--slow", type=float, metavar="BYTES", help="read no more than so many bytes per second")
    how.add_argument("--rcvbuf", type=int, help="SO_RCVBUF in bytes")
    how.add_argument("--stall", type=float, metavar="SECONDS", help="read nothing for so long after the first frame")
    how.add_argument("--oob-inline", action="store_true", help="SO_OOBINLINE: read urgent data in its place")
    how.add_argument("--reset-after", type=int, metavar="BYTES", help="close with RST after so many bytes")
    how.add_argument(
        "--linger", type=float, default=0, metavar="SECONDS", help="close only so long after the end of the stream"
    )
    how.add_argument("--save", metavar="FILE", help="write what was read as JSON")
    return parser.parse_args()


class Viewer:
    """Reads one connection; `frames`, `bytes` and `end` tell how far it came and why it stopped."""

    def __init__(self, sock, options):
        self.sock, self.options = sock, options
        self.local, self.peer = zlib_rgb.address_of(sock, "sockname"), zlib_rgb.address_of(sock, "peername")
        self.frames, self.bytes, self.end, self.faults = [], 0, "eof", []
        self.started = time.monotonic()
        sock.settimeout(options.timeout)

    def receive(self, limit):
        """recv() at the wanted pace."""
        options = self.options
        if options.reset_after is not None:
            limit = min(limit, options.reset_after - self.bytes)
            if limit == 0:
                raise ResetRequested
        if options.slow:
            limit = min(limit, max(1, int(options.slow / 20)))
            time.sleep(max(0, self.started + self.bytes / options.slow - time.monotonic()))
        piece = self.sock.recv(limit)
        self.bytes += len(piece)
        return piece

    def read(self, count):
        """`count` bytes, or None with `end` set where the stream ends before."""
        data = zlib_rgb.read_exactly(self.receive, count)
        if len(data) == count:
            return data
        if self.bytes > self.frame_start:
            self.end = "eof inside a frame"
        return None

    def read_frame(self):
        """Read and check one frame; False at the end of the stream."""
        self.frame_start = self.bytes
        count = self.read(1)
        if count is None:
            return False
        length = self.read(count[0])
        if length is None:
            return False
        pixels = self.read(int.from_bytes(length, "big"))
        if pixels is None:
            return False
        inflater = zlib.decompressobj()
        try:
            raw = inflater.decompress(pixels)
        except zlib.error as error:
            raise ValueError(f"frame {len(self.frames)}: {error}") from error
        if not inflater.eof or inflater.unused_data:  # also where N or the length is 0
            raise ValueError(f"frame {len(self.frames)}: not exactly one zlib stream")
        if self.options.size and len(raw) != self.options.size[0] * self.options.size[1] * 3:
            self.faults.append(f"frame {len(self.frames)}: {len(raw)} raw bytes")
        entry = zlib_rgb.describe_frame(len(self.frames), self.frame_start, 1 + count[0], pixels, raw)
        entry["receivedAt"] = round(time.time(), 6)
        self.frames.append(entry)
        print(
            f"frame {entry['index']} offset {entry['offset']} {len(pixels)} -> {len(raw)} {entry['sha256'][:12]}",
            flush=True,
        )
        return True

    def run(self):
        options = self.options
        try:
            while self.read_frame():
                if options.stall and len(self.frames) == 1:
                    time.sleep(options.stall)
                if options.frames and len(self.frames) == options.frames:
                    self.end = "enough"
                    break
        except ResetRequested:
            self.end = "reset by us"
            zlib_rgb.close_with_reset(self.sock)
        except (OSError, ValueError) as error:
            self.end = "timeout" if isinstance(error, TimeoutError) else type(error).__name__
            self.faults.append(str(error))
        time.sleep(options.linger)
        self.sock.close()
        if self.end not in ("eof", "enough", "reset by us"):
            self.faults.append(self.end)
        if options.frames and len(self.frames) != options.frames:
            self.faults.append(f"{len(self.frames)} frames, not {options.frames}")
        print("end", self.end, len(self.frames), self.bytes, flush=True)

    def summary(self):
        return {"local": self.local, "peer": self.peer, "bytes": self.bytes, "end": self.end, "frames": self.frames}


def prepare(sock, options):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if options.rcvbuf:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options.rcvbuf)
    if options.oob_inline:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)


def connect(options):
    family, address = zlib_rgb.resolve(options.host, options.port)
    sock = socket.socket(family, socket.SOCK_STREAM)
    prepare(sock, options)
    if options.local_port:
        sock.bind(zlib_rgb.resolve("::" if family == socket.AF_INET6 else "", options.local_port, passive=True)[1])
    if options.isn is not None:
        zlib_rgb.set_initial_sequence_number(sock, options.isn)
    if options.connect_at:
        time.sleep(max(0, options.connect_at - time.time()))
    sock.connect(address)
    return sock


def accept(options):
    """The sockets of --connections sharers, one after another."""
    family, address = zlib_rgb.resolve(options.host, options.port, passive=True)
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        prepare(listener, options)
        if options.fastopen:
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
        listener.bind(address)
        listener.listen(5)
        print("listening", *listener.getsockname()[:2], flush=True)
        for _ in range(options.connections):
            yield listener.accept()[0]


def main():
    options = parse_arguments()
    viewers = []
    try:
        for sock in accept(options) if options.listen else [connect(options)]:
            viewers.append(Viewer(sock, options))
            viewers[-1].run()
    except OSError as error:
        print(f"view_peer: {error}", file=sys.stderr)
        return 2
    if options.save:
        manifest = {"protocol": "zlib-rgb", "role": "viewer", "connections": [viewer.summary() for viewer in viewers]}
        zlib_rgb.write_manifest(options.save, manifest)
    faults = [fault for viewer in viewers for fault in viewer.faults]
    for fault in faults:
        print(f"view_peer: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
