#!/usr/bin/env python3
"""One end of a two-way video call: serves its camera on one port and views the other end's on the other, at once."""

import argparse
import sys
import threading

import pickle_q


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host", nargs="?", default="127.0.0.1", help="the other end (default: 127.0.0.1)")
    parser.add_argument("--bind", default="0.0.0.0", metavar="HOST", help="listen on this address")
    parser.add_argument("--port", type=int, default=pickle_q.CALL_PORTS[0], help="to serve on (default: 1234)")
    parser.add_argument("--peer-port", type=int, default=pickle_q.CALL_PORTS[1], help="to view (default: 1235)")
    parser.add_argument("--view-frames", type=int, default=0, help="stop viewing after so many (default: to the end)")
    parser.add_argument("--patience", type=float, default=20, metavar="SECONDS", help="for the other end to come")
    parser.add_argument("--save", metavar="FOLDER", help="write frames as frame_0001.png, …")
    pickle_q.add_common_options(parser)
    pickle_q.add_sending_options(parser, size=(640, 480))
    parser.set_defaults(width=320)
    options = parser.parse_args()

    def call(stopped, connections):
        listener = pickle_q.listen(options.bind, options.port, options)
        listener.settimeout(0.2)

        def serve():
            while not stopped.is_set():
                try:
                    client, _ = listener.accept()
                except TimeoutError:
                    continue
                client.settimeout(None)
                connections.append(pickle_q.send_frames(client, options, stopped))
                return

        server = threading.Thread(target=serve)
        server.start()
        sock = pickle_q.connect(options.host, options.peer_port, options, options.patience)
        show = pickle_q.save_to(options.save, "png")
        connections.append(pickle_q.receive_frames(sock, options, stopped, show, options.view_frames))
        server.join()
        listener.close()

    return pickle_q.run(options, "call", call)


if __name__ == "__main__":
    sys.exit(main())
