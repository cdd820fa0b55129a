#!/usr/bin/env python3
"""A zlib-rgb sharer: listens, and sends every viewer that connects the same made-up pictures from the first one on.

Like the course's Python sharer it writes N, the length and the pixels with three separate sends and leaves Nagle's
algorithm on; the options bend one thing at a time. `--manifest` writes what was sent, as the truth for a test. It
prints "listening HOST PORT" or "connected HOST PORT" once it is ready, and runs until its connections are served or
SIGTERM.
"""

import argparse
import signal
import socket
import sys
import threading
import time

import zlib_rgb


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    where = parser.add_argument_group("connection")
    where.add_argument(
        "--bind", default="", metavar="HOST", help="listen on this address, IPv4 or IPv6 (default: every IPv4 address)"
    )
    where.add_argument(
        "--port",
        type=int,
        default=zlib_rgb.PORT,
        help="listen on, or push to, this port; 0 is any free one (default: 9000)",
    )
    where.add_argument(
        "--connections", type=int, default=0, metavar="N", help="end after N viewers (default: serve until SIGTERM)"
    )
    where.add_argument("--push", metavar="HOST", help="connect to a listening viewer instead of listening")
    where.add_argument("--local-port", type=int, default=0, help="with --push: connect from this port")
    where.add_argument(
        "--connect-at", type=float, metavar="EPOCH", help="with --push: connect at this time (for a simultaneous open)"
    )
    where.add_argument(
        "--fastopen", action="store_true", help="with --push: TCP Fast Open, the first frame's start in the SYN"
    )
    where.add_argument("--isn", type=int, help="with --push: initial sequence number (Linux, needs CAP_NET_ADMIN)")

    what = parser.add_argument_group("pictures")
    what.add_argument("--frames", type=int, default=10, help="frames for each viewer, 0 is without end (default: 10)")
    what.add_argument("--fps", type=float, default=10, help="frames per second, 0 is as fast as possible (default: 10)")
    what.add_argument(
        "--size", type=zlib_rgb.parse_size, default=(160, 120), metavar="WxH", help="picture size (default: 160x120)"
    )
    what.add_argument("--level", type=int, default=6, choices=range(10), metavar="0-9", help="zlib level (default: 6)")
    what.add_argument(
        "--content", choices=("text", "noise", "flat"), default="text", help="kind of picture (default: text)"
    )
    what.add_argument("--seed", type=int, default=1, help="pictures repeat for the same seed (default: 1)")

    how = parser.add_argument_group("sending")
    how.add_argument("--nodelay", action="store_true", help="TCP_NODELAY: no Nagle")
    how.add_argument("--one-byte", action="store_true", help="every byte its own send, with TCP_NODELAY")
    how.add_argument("--sndbuf", type=int, help="SO_SNDBUF in bytes")
    how.add_argument("--mss", type=int, help="TCP_MAXSEG in bytes")
    how.add_argument("--keepalive", type=int, metavar="SECONDS", help="SO_KEEPALIVE with this idle time and interval")
    how.add_argument(
        "--urgent",
        choices=("last-byte", "extra-byte"),
        help="send the last byte of every frame, or one more byte after it, as urgent data (MSG_OOB)",
    )

    end = parser.add_argument_group("end").add_mutually_exclusive_group()
    end.add_argument(
        "--half-close", action="store_true", help="shut down sending only, then wait for the viewer to close"
    )
    end.add_argument("--rst", action="store_true", help="close with RST instead of FIN")
    parser.add_argument("--manifest", metavar="FILE", help="write what was sent as JSON")
    return parser.parse_args()


class Sharer:
    """Sends the same pictures to any number of viewers, each from its own thread, and remembers what it sent."""

    def __init__(self, options):
        self.options = options
        self.pictures = zlib_rgb.Pictures(options.content, *options.size, options.seed)
        self.connections = []
        self.stopped = threading.Event()

    def prepare(self, sock):
        """Socket options; before listen() or connect(), so that the handshake already knows them."""
        options = self.options
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if options.nodelay or options.one_byte:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.sndbuf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, options.sndbuf)
        if options.mss:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, options.mss)
        if options.keepalive:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, options.keepalive)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, options.keepalive)

    def listen(self):
        options = self.options
        family, address = zlib_rgb.resolve(options.bind, options.port, passive=True)
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            self.prepare(listener)
            listener.bind(address)
            listener.listen(5)
            print("listening", *listener.getsockname()[:2], flush=True)
            threads = []
            while not options.connections or len(threads) < options.connections:
                sock, _ = listener.accept()
                threads.append(threading.Thread(target=self.serve, args=(sock,), daemon=True))
                threads[-1].start()
            for thread in threads:
                thread.join()

    def push(self):
        options = self.options
        family, address = zlib_rgb.resolve(options.push, options.port)
        sock = socket.socket(family, socket.SOCK_STREAM)
        self.prepare(sock)
        if options.local_port:
            sock.bind(zlib_rgb.resolve("::" if family == socket.AF_INET6 else "", options.local_port, passive=True)[1])
        if options.isn is not None:
            zlib_rgb.set_initial_sequence_number(sock, options.isn)
        if options.connect_at:
            time.sleep(max(0, options.connect_at - time.time()))
        if not options.fastopen:
            sock.connect(address)
            print("connected", *sock.getsockname()[:2], flush=True)
        self.serve(sock, fastopen_to=address if options.fastopen else None)

    def serve(self, sock, fastopen_to=None):
        """One viewer's session, from the first frame to the close."""
        options = self.options
        connection = {"local": None, "peer": None, "bytes": 0, "end": "fin", "frames": []}
        self.connections.append(connection)
        try:
            start = time.monotonic()
            index = 0
            while not self.stopped.is_set() and (index < options.frames or not options.frames):
                if options.fps:
                    time.sleep(max(0, start + index / options.fps - time.monotonic()))
                self.send_frame(sock, connection, index, fastopen_to if index == 0 else None)
                connection["local"] = connection["local"] or zlib_rgb.address_of(sock, "sockname")
                connection["peer"] = connection["peer"] or zlib_rgb.address_of(sock, "peername")
                index += 1
            if options.half_close:
                connection["end"] = "half-close"
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(4096):
                    pass
            if options.rst:
                connection["end"] = "rst"
                zlib_rgb.close_with_reset(sock)
        except OSError as error:
            connection["end"] = type(error).__name__
        finally:
            sock.close()

    def send_frame(self, sock, connection, index, fastopen_to):
        options = self.options
        raw, pixels = self.pictures.compressed(index, options.level)
        count, length = zlib_rgb.encode_length(len(pixels))
        entry = zlib_rgb.describe_frame(index, connection["bytes"], len(count + length), pixels, raw)
        entry["sentAt"] = round(time.time(), 6)
        entry["cut"] = True  # until all of it has been handed to the kernel
        connection["frames"].append(entry)
        frame = count + length + pixels
        if fastopen_to:
            sent = sock.sendto(frame, socket.MSG_FASTOPEN, fastopen_to)
            sock.sendall(frame[sent:])
        elif options.one_byte:
            for byte in frame:
                sock.sendall(bytes([byte]))
        else:
            urgent = options.urgent == "last-byte"
            sock.sendall(count)
            sock.sendall(length)
            sock.sendall(pixels[:-1] if urgent else pixels)
            if urgent:
                sock.send(pixels[-1:], socket.MSG_OOB)
        connection["bytes"] += len(frame)
        del entry["cut"]
        if options.urgent == "extra-byte":
            # Takes a sequence number like any other byte, but a viewer without SO_OOBINLINE never reads it.
            sock.send(b"!", socket.MSG_OOB)
            connection.setdefault("urgentOffsets", []).append(connection["bytes"])
            connection["bytes"] += 1

    def manifest(self):
        width, height = self.options.size
        return {
            "protocol": "zlib-rgb",
            "role": "sharer",
            "width": width,
            "height": height,
            "level": self.options.level,
            "content": self.options.content,
            "seed": self.options.seed,
            "connections": self.connections,
        }


def main():
    options = parse_arguments()
    sharer = Sharer(options)

    def stop(*_):
        sharer.stopped.set()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        if options.push:
            sharer.push()
        else:
            sharer.listen()
    finally:
        if options.manifest:
            zlib_rgb.write_manifest(options.manifest, sharer.manifest())


if __name__ == "__main__":
    sys.exit(main())
