#!/usr/bin/env python3
"""The video share's server: sends its camera, resized to width 320, to each client that connects."""

import argparse
import sys
import threading

import pickle_q


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="0.0.0.0", metavar="HOST", help="listen on this address")
    parser.add_argument("--port", type=int, default=pickle_q.VIDEO_PORT, help="0 is any free one (default: 33000)")
    parser.add_argument("--connections", type=int, default=0, metavar="N", help="end after N clients (default: never)")
    pickle_q.add_common_options(parser)
    pickle_q.add_sending_options(parser, size=(640, 480))
    parser.set_defaults(width=320)
    options = parser.parse_args()

    def serve(stopped, connections):
        listener = pickle_q.listen(options.bind, options.port, options)
        listener.settimeout(0.2)
        threads = []
        while not stopped.is_set() and (len(threads) < options.connections or not options.connections):
            try:
                client, _ = listener.accept()
            except TimeoutError:
                continue
            client.settimeout(None)
            threads.append(
                threading.Thread(
                    target=lambda sock: connections.append(pickle_q.send_frames(sock, options, stopped)), args=(client,)
                )
            )
            threads[-1].start()
        listener.close()
        for thread in threads:
            thread.join()

    return pickle_q.run(options, "sharer", serve)


if __name__ == "__main__":
    sys.exit(main())
