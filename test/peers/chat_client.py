#!/usr/bin/env python3
"""A chat client in the manner of the course's, with standard input and output for its window.

Sends each line of standard input, the first as the name, and prints what each recv(1024) gives; with --json as a JSON
string, a line for each. Ends after {quit}, or when the server closes. Exit code 1: what came was no UTF-8.
"""

import argparse
import json
import os
import socket
import sys
import threading

READ = 1024
QUIT = "{quit}"


def receive(connection, as_json):
    """What a recv gives is decoded on its own: half a character ends the program, as it does there."""
    code = 0
    try:
        while True:
            text = connection.recv(READ).decode("utf-8")
            if text == "":
                break
            print(json.dumps(text) if as_json else text, flush=True)
    except UnicodeDecodeError as error:
        print(f"no UTF-8: {error}", file=sys.stderr, flush=True)
        code = 1
    except OSError as error:
        print(f"broken: {error}", file=sys.stderr, flush=True)
    os._exit(code)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("host")
    parser.add_argument("--port", type=int, default=33000)
    parser.add_argument("--json", action="store_true", help="print every recv as a JSON string")
    parser.add_argument("--one-byte", action="store_true", help="send every byte on its own, at once")
    options = parser.parse_args()
    connection = socket.create_connection((options.host, options.port))
    if options.one_byte:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    receiver = threading.Thread(target=receive, args=(connection, options.json))
    receiver.start()
    for line in sys.stdin:
        text = line.rstrip("\n")
        data = text.encode()
        for piece in [data[at : at + 1] for at in range(len(data))] if options.one_byte else [data]:
            connection.sendall(piece)
        if text == QUIT:
            break
    receiver.join()


if __name__ == "__main__":
    main()
