#!/usr/bin/env python3
"""The pushed screen capture's server: saves each frame that comes as frame_0001.jpg, frame_0002.jpg, … until q."""

import argparse
import sys
import threading

import pickle_q


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="0.0.0.0", metavar="HOST", help="listen on this address")
    parser.add_argument("--port", type=int, default=pickle_q.PUSH_PORT, help="0 is any free one (default: 5000)")
    parser.add_argument("--save", metavar="FOLDER", help="write frames as frame_0001.jpg, …")
    pickle_q.add_common_options(parser)
    options = parser.parse_args()

    def receive(stopped, connections):
        listener = pickle_q.listen(options.bind, options.port, options)

        def heed_keys():
            for line in sys.stdin:
                if line.strip() == "q":
                    stopped.set()

        threading.Thread(target=heed_keys, daemon=True).start()
        listener.settimeout(0.2)
        while not stopped.is_set():
            try:
                sock, _ = listener.accept()
            except TimeoutError:
                continue
            show = pickle_q.save_to(options.save, "jpg")
            connections.append(pickle_q.receive_frames(sock, options, stopped, show))
            break
        listener.close()

    return pickle_q.run(options, "viewer", receive)


if __name__ == "__main__":
    sys.exit(main())
