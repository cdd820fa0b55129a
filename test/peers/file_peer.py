#!/usr/bin/env python3
"""Files over a TCP connection without any framing, as a course's Python programs send them: a server, and a client that
gets or sends one file.

Everything is read with recv(1024) and sent in pieces of 1024. The server takes what its first recv() returns as the
request; the client takes what its first recv() returns as the answer. Options bend one thing at a time. Prints one line
of JSON for each transfer; exit code 0: it went as the program understands it, 1: it did not.
"""

import argparse
import hashlib
import json
import os
import socket
import struct
import sys
import threading
import time

PIECE = 1024


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("serve", "serve a folder"), ("get", "get a file"), ("put", "send a file")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--host", default="127.0.0.1")
        command.add_argument("--port", type=int, default=33000)
        command.add_argument("--timeout", type=float, default=60, metavar="SECONDS")
        command.add_argument("--greeting", default="", help="serve: said to whoever connects, as the chat does")
        if name == "serve":
            command.add_argument("folder")
            command.add_argument("--connections", type=int, default=1, help="end after so many, one after another")
            command.add_argument("--threads", action="store_true", help="a thread for each connection")
            command.add_argument("--reset-after", type=int, metavar="BYTES", help="reset in mid-transfer")
            command.add_argument("--cut-after", type=int, metavar="BYTES", help="end in order in mid-transfer")
            command.add_argument("--mute", action="store_true", help="read the request, and say nothing")
            command.add_argument("--say", help="answer this to any request, and close")
            command.add_argument("--join", action="store_true", help="send the word and the first bytes with one call")
            command.add_argument("--one-byte", action="store_true", help="send every byte with its own call, no Nagle")
        else:
            command.add_argument("name", help="on the server")
            command.add_argument("file", help="here")
        if name == "get":
            command.add_argument("--exact", action="store_true", help="the first recv() must be the word and nothing else")
            command.add_argument("--never-read", type=float, metavar="SECONDS", help="ask, then read nothing for so long")
            command.add_argument("--reset-after", type=int, metavar="BYTES", help="reset in mid-transfer")
        if name != "serve":
            command.add_argument("--greeted", action="store_true", help="read a greeting first, as a client of the chat")
            command.add_argument("--one-byte", action="store_true", help="send the request byte by byte, no Nagle")
        if name == "put":
            command.add_argument("--pause", type=float, default=0, metavar="SECONDS", help="between name and bytes")
            command.add_argument("--join", action="store_true", help="send name and first bytes with one call")
            command.add_argument("--reset-after", type=int, metavar="BYTES", help="reset in mid-transfer")
            command.add_argument("--cut-after", type=int, metavar="BYTES", help="end in order in mid-transfer")
            command.add_argument("--shutdown", action="store_true", help="end the sending side, then read to the end")
    return parser.parse_args()


class Cut(Exception):
    """--cut-after or --reset-after has been reached."""


def reset(sock):
    """close() with SO_LINGER of 0 seconds sends RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Sender:
    """Sends a file in pieces, and counts."""

    def __init__(self, sock, options):
        self.sock, self.options, self.bytes, self.digest = sock, options, 0, hashlib.sha256()

    def send_file(self, file, first=b""):
        """`first` goes with the first piece."""
        limit = getattr(self.options, "reset_after", None) or getattr(self.options, "cut_after", None)
        while True:
            piece = file.read(PIECE if limit is None else min(PIECE, limit - self.bytes))
            if not piece:
                break
            self.sock.sendall(first + piece)
            first = b""
            self.digest.update(piece)
            self.bytes += len(piece)
        if first:
            self.sock.sendall(first)
        if limit is not None:
            raise Cut

    def end(self):
        if getattr(self.options, "reset_after", None):
            time.sleep(0.3)  # so that something arrives before it
            reset(self.sock)
        else:
            self.sock.close()


def receive_into(sock, file, first=b"", limit=None):
    """Reads to the end. Returns the number of bytes and their digest."""
    count, digest = 0, hashlib.sha256()
    data = first or sock.recv(PIECE)
    while data:
        file.write(data)
        digest.update(data)
        count += len(data)
        if limit is not None and count >= limit:
            raise Cut
        data = sock.recv(PIECE)
    return count, digest.hexdigest()


def report(**what):
    print(json.dumps(what), flush=True)


def serve(options):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(5)
        print("listening", *listener.getsockname(), flush=True)
        threads = []
        for _ in range(options.connections):
            sock, _ = listener.accept()
            sock.settimeout(options.timeout)
            if options.threads:
                threads.append(threading.Thread(target=serve_one, args=(sock, options)))
                threads[-1].start()
            else:
                serve_one(sock, options)
        for thread in threads:
            thread.join()


def serve_one(sock, options):
    try:
        if options.greeting:
            sock.sendall(options.greeting.encode("utf8"))
        request = sock.recv(PIECE)
        if options.mute:
            while sock.recv(PIECE):
                pass
            time.sleep(options.timeout)
        elif options.say is not None:
            sock.sendall(options.say.encode("utf8"))
            sock.close()
        elif request.startswith(b"getFile"):
            answer_get(sock, os.path.join(options.folder, request[7:].decode("utf8")), options)
        elif request.startswith(b"sendFile"):
            # Whatever else came with it is taken for the name, too: there is no telling.
            name = request[8:].decode("utf8")
            with open(os.path.join(options.folder, name), "wb") as file:
                count, digest = receive_into(sock, file, limit=options.reset_after)
            report(verb="put", name=name, bytes=count, sha256=digest)
            sock.close()
    except Cut:
        reset(sock)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        report(error=type(error).__name__)
        sock.close()


def answer_get(sock, path, options):
    if not os.path.exists(path):
        sock.sendall(b"file-doesn't-exist")
        sock.close()
        return
    sender = Sender(sock, options)
    with open(path, "rb") as file:
        try:
            if options.one_byte:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for byte in b"file-exists" + file.read():
                    sock.sendall(bytes([byte]))
            elif options.join:
                sender.send_file(file, b"file-exists")
            else:
                sock.sendall(b"file-exists")
                sender.send_file(file)
        except Cut:
            pass
    sender.end()
    report(verb="get", bytes=sender.bytes, sha256=sender.digest.hexdigest())


def send_request(sock, request, options):
    if options.one_byte:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request:
            sock.sendall(bytes([byte]))
    else:
        sock.sendall(request)


def connect(options):
    sock = socket.create_connection((options.host, options.port), timeout=options.timeout)
    if options.greeted:
        report(greeting=sock.recv(PIECE).decode("utf8"))
    return sock


def get(options):
    sock = connect(options)
    send_request(sock, b"getFile" + options.name.encode("utf8"), options)
    if options.never_read:
        time.sleep(options.never_read)
        return 0
    answer = sock.recv(PIECE)
    if options.exact and answer not in (b"file-exists", b"file-doesn't-exist"):
        report(answer=answer[:40].decode("latin1"), end="not a word")
        return 1
    if not answer.startswith(b"file-exists"):
        report(answer=answer.decode("latin1"))
        return 1
    with open(options.file, "wb") as file:
        try:
            count, digest = receive_into(sock, file, answer[11:], options.reset_after)
        except Cut:
            reset(sock)
            return 0
        except ConnectionResetError:
            report(answer="file-exists", end="reset")
            return 1
    report(answer="file-exists", bytes=count, sha256=digest)
    return 0


def put(options):
    sock = connect(options)
    request = b"sendFile" + options.name.encode("utf8")
    sender = Sender(sock, options)
    with open(options.file, "rb") as file:
        try:
            if options.join:
                sender.send_file(file, request)
            else:
                send_request(sock, request, options)
                time.sleep(options.pause)
                sender.send_file(file)
        except Cut:
            pass
        except (ConnectionResetError, BrokenPipeError):
            report(bytes=sender.bytes, end="reset")
            return 1
    said = b""
    if options.shutdown:
        sock.shutdown(socket.SHUT_WR)
        while data := sock.recv(PIECE):
            said += data
    sender.end()
    report(bytes=sender.bytes, sha256=sender.digest.hexdigest(), said=said.decode("utf8"))
    return 0


def main():
    options = parse_arguments()
    return {"serve": serve, "get": get, "put": put}[options.command](options)


if __name__ == "__main__":
    sys.exit(main())
