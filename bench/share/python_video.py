#!/usr/bin/env python3
"""Both ends of pickle-q as the course's Python programs are, without camera and window, to be measured.

    python_video.py serve WIDTH HEIGHT     prints "listening PORT"
    python_video.py view PORT SECONDS      prints one line of JSON
"""

import json
import pickle
import socket
import struct
import sys
import time

import numpy

PICTURES = 8


def serve(width, height):
    random = numpy.random.default_rng(1)
    pictures = [random.integers(0, 256, (height, width, 3), dtype=numpy.uint8) for _ in range(PICTURES)]
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)
    print("listening", listener.getsockname()[1], flush=True)
    client, _ = listener.accept()
    index = 0
    try:
        while True:
            a = pickle.dumps(pictures[index % PICTURES])
            message = struct.pack("Q", len(a)) + a
            client.sendall(message)
            index += 1
    except OSError:
        pass


def view(port, seconds):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.connect(("127.0.0.1", port))
    data = b""
    payload_size = struct.calcsize("Q")
    frames, begun = 0, None
    while begun is None or time.monotonic() < begun + seconds:
        while len(data) < payload_size:
            data += client.recv(4 * 1024)
        packed_msg_size = data[:payload_size]
        data = data[payload_size:]
        msg_size = struct.unpack("Q", packed_msg_size)[0]
        while len(data) < msg_size:
            data += client.recv(4 * 1024)
        frame = pickle.loads(data[:msg_size])
        data = data[msg_size:]
        assert frame.shape[2] == 3
        if begun is None:
            begun, used = time.monotonic(), time.process_time()
        else:
            frames += 1
    print(json.dumps({"frames": frames, "seconds": time.monotonic() - begun, "cpuSeconds": time.process_time() - used}), flush=True)


{"serve": serve, "view": view}[sys.argv[1]](*map(int, sys.argv[2:]))
