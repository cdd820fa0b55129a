"""The pickle-q wire format as the usual course programs speak it: a size field, then `pickle.dumps` of an OpenCV frame.

Shared by video_server.py, video_client.py, call_peer.py, push_client.py and push_server.py. It is written from the
format's description with Python's own pickle, numpy and OpenCV, and shares no code with sharelab. Where those programs
have a camera or a screen this has made-up pictures, and where they call cv2.imshow this writes down what came.
"""

import hashlib
import pickle
import signal
import socket
import struct
import sys
import threading
import time
import types

import cv2
import numpy

import zlib_rgb

VIDEO_PORT, CALL_PORTS, PUSH_PORT = 33000, (1234, 1235), 5000
# As struct has them; "L" is Windows' native one, of 4 bytes.
FIELDS = {"Q": "<Q", ">Q": ">Q", "L": "<L", ">L": ">L"}


class Camera:
    """What cv2.VideoCapture(0) is to the course's programs: frame k depends on the size, the seed and k only."""

    def __init__(self, size, seed=1):
        self.width, self.height = size
        self.seed, self.index = seed, 0
        x = numpy.arange(self.width, dtype=numpy.uint32)[None, :]
        y = numpy.arange(self.height, dtype=numpy.uint32)[:, None]
        # Blue, green and red differ everywhere, so that channels in the wrong order don't go unseen.
        self.ground = numpy.stack([(x * 3 + 0 * y) % 256, (y * 5 + 0 * x) % 256, (x + 2 * y + 90) % 256], axis=2)

    def read(self):
        frame = ((self.ground + 11 * self.index + 40 * self.seed) % 256).astype(numpy.uint8)
        left = (self.index * 7 + self.seed * 5) % max(1, self.width - 8)
        cv2.rectangle(frame, (left, self.height // 4), (left + 7, self.height // 2), (255, 64, 0), -1)
        cv2.putText(frame, str(self.index), (2, self.height - 3), cv2.FONT_HERSHEY_PLAIN, 1, (0, 255, 255))
        self.index += 1
        return True, frame


def resize(frame, width):
    """To this width, keeping the aspect, as imutils.resize does."""
    height, before = frame.shape[:2]
    return frame if before == width else cv2.resize(frame, (width, int(height * width / before)))


def pretend_numpy_2():
    """Write the module names that numpy 2 writes, and find them when they are read."""
    core = types.ModuleType("numpy._core")
    core.multiarray, core.numeric = numpy.core.multiarray, numpy.core.numeric
    sys.modules.update(
        {"numpy._core": core, "numpy._core.multiarray": core.multiarray, "numpy._core.numeric": core.numeric}
    )
    core.multiarray._reconstruct.__module__ = "numpy._core.multiarray"
    core.numeric._frombuffer.__module__ = "numpy._core.numeric"


def describe(index, offset, field, body_length, frame):
    """What a manifest says about one frame; `offset` is where its size field stands in the sender's TCP stream."""
    raw = frame[:, :, ::-1].tobytes()
    return {
        "index": index,
        "offset": offset,
        "headerLength": struct.calcsize(FIELDS[field]),
        "bodyLength": body_length,
        "rawLength": len(raw),
        "shape": list(frame.shape),
        "dtype": str(frame.dtype),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }


def add_sending_options(parser, size):
    what = parser.add_argument_group("pictures")
    what.add_argument("--camera", type=zlib_rgb.parse_size, default=size, metavar="WxH", help="size of the camera's")
    what.add_argument("--width", type=int, help="resize to this width (default: as the camera's)")
    what.add_argument("--seed", type=int, default=1, help="pictures repeat for the same seed (default: 1)")
    what.add_argument("--frames", type=int, default=0, help="frames to send, 0 is without end (default: 0)")
    what.add_argument("--fps", type=float, default=10, help="frames per second, 0 is as fast as possible (default: 10)")
    what.add_argument("--protocol", type=int, default=pickle.DEFAULT_PROTOCOL, help="of pickle.dumps, 2 to 5")
    what.add_argument("--one-byte", action="store_true", help="every byte its own send, with TCP_NODELAY")


def add_common_options(parser):
    parser.add_argument("--field", choices=FIELDS, default="Q", help="size field (default: Q)")
    parser.add_argument("--manifest", metavar="FILE", help="write what was sent and read as JSON")
    parser.add_argument("--rcvbuf", type=int, help="SO_RCVBUF in bytes")
    parser.add_argument("--numpy", type=int, choices=(1, 2), default=1, help="whose module names (default: 1)")


def new_connection(sock, direction):
    local, peer = zlib_rgb.address_of(sock, "sockname"), zlib_rgb.address_of(sock, "peername")
    return {"direction": direction, "local": local, "peer": peer, "bytes": 0, "end": None, "frames": []}


def send_frames(sock, options, stopped):
    """One viewer's frames, from the camera's first one on. Returns what was sent."""
    connection = new_connection(sock, "sent")
    camera = Camera(options.camera, options.seed)
    started = time.monotonic()
    if options.one_byte:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        index = 0
        while not stopped.is_set() and (index < options.frames or not options.frames):
            if options.fps:
                time.sleep(max(0, started + index / options.fps - time.monotonic()))
            _, frame = camera.read()
            frame = resize(frame, options.width or frame.shape[1])
            a = pickle.dumps(frame, options.protocol)
            entry = describe(index, connection["bytes"], options.field, len(a), frame)
            entry["sentAt"] = round(time.time(), 6)
            message = struct.pack(FIELDS[options.field], len(a)) + a
            if options.one_byte:
                for byte in message:
                    sock.sendall(bytes([byte]))
            else:
                sock.sendall(message)
            connection["frames"].append(entry)
            connection["bytes"] += len(message)
            index += 1
        connection["end"] = "fin"
    except OSError as error:
        connection["end"] = type(error).__name__
    sock.close()
    return connection


def receive_frames(sock, options, stopped, show, frames=0):
    """Reads to the end, or so many frames, in the usual way: data += recv(4096). Returns what was read."""
    connection = new_connection(sock, "received")
    field = FIELDS[options.field]
    payload_size = struct.calcsize(field)
    sock.settimeout(0.2)
    data = b""

    def more():
        """False at the end of the stream, or when somebody wants to stop."""
        while not stopped.is_set():
            try:
                packet = sock.recv(4 * 1024)
            except TimeoutError:
                continue
            connection["bytes"] += len(packet)
            nonlocal data
            data += packet
            return packet != b""
        return False

    offset = 0
    try:
        while not frames or len(connection["frames"]) < frames:
            while len(data) < payload_size and more():
                pass
            msg_size = struct.unpack(field, data[:payload_size])[0] if len(data) >= payload_size else None
            while msg_size is not None and len(data) < payload_size + msg_size and more():
                pass
            if msg_size is None or len(data) < payload_size + msg_size:
                connection["end"] = "stopped" if stopped.is_set() else "eof inside a frame" if data else "eof"
                break
            frame = pickle.loads(data[payload_size : payload_size + msg_size])
            data = data[payload_size + msg_size :]
            entry = describe(len(connection["frames"]), offset, options.field, msg_size, frame)
            entry["receivedAt"] = round(time.time(), 6)
            connection["frames"].append(entry)
            offset += payload_size + msg_size
            show(len(connection["frames"]), frame)
        connection["end"] = connection["end"] or "enough"
    except (OSError, pickle.UnpicklingError) as error:
        connection["end"] = type(error).__name__
    sock.close()
    return connection


def save_to(folder, kind):
    """What these programs do in place of cv2.imshow: frame_0001.png, …; nothing without a folder."""
    if not folder:
        return lambda number, frame: None
    return lambda number, frame: cv2.imwrite(f"{folder}/frame_{number:04d}.{kind}", frame)


def listen(host, port, options):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if options.rcvbuf:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options.rcvbuf)
    listener.bind((host, port))
    listener.listen(5)
    print("listening", *listener.getsockname(), flush=True)
    return listener


def connect(host, port, options, patience=0):
    """Tries again for so many seconds while nobody is there."""
    deadline = time.monotonic() + patience
    while True:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if options.rcvbuf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options.rcvbuf)
        try:
            sock.connect((host, port))
            print("connected", *sock.getsockname(), flush=True)
            return sock
        except OSError:
            sock.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def run(options, role, body):
    """Calls `body` with an event that SIGTERM and Ctrl-C set, and writes the manifest of the connections it returns."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    if options.numpy == 2:
        pretend_numpy_2()
    connections = []
    try:
        body(stopped, connections)
    finally:
        if options.manifest:
            zlib_rgb.write_manifest(
                options.manifest, {"protocol": "pickle-q", "role": role, "field": options.field, "connections": connections}
            )
    return 0
