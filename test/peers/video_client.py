#!/usr/bin/env python3
"""The video share's client: connects, and reads frames until the server ends."""

import argparse
import sys

import pickle_q


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", nargs="?", default="127.0.0.1", help="the server (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=pickle_q.VIDEO_PORT, help="of the server (default: 33000)")
    parser.add_argument("--frames", type=int, default=0, help="close after so many frames (default: read to the end)")
    parser.add_argument("--save", metavar="FOLDER", help="write frames as frame_0001.png, …")
    pickle_q.add_common_options(parser)
    options = parser.parse_args()

    def view(stopped, connections):
        sock = pickle_q.connect(options.host, options.port, options, patience=10)
        show = pickle_q.save_to(options.save, "png")
        connections.append(pickle_q.receive_frames(sock, options, stopped, show, options.frames))

    return pickle_q.run(options, "viewer", view)


if __name__ == "__main__":
    sys.exit(main())
