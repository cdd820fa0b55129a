#!/usr/bin/env python3
"""The pushed screen capture's client: connects to the server and sends its screen."""

import argparse
import sys

import pickle_q


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", nargs="?", default="127.0.0.1", help="the server (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=pickle_q.PUSH_PORT, help="of the server (default: 5000)")
    pickle_q.add_common_options(parser)
    pickle_q.add_sending_options(parser, size=(1366, 768))
    options = parser.parse_args()

    def push(stopped, connections):
        sock = pickle_q.connect(options.host, options.port, options, patience=10)
        connections.append(pickle_q.send_frames(sock, options, stopped))

    return pickle_q.run(options, "sharer", push)


if __name__ == "__main__":
    sys.exit(main())
