#!/usr/bin/env python3
"""The course's way to share a screen, to measure against: grab the whole root window, turn BGRX into RGB with slices,
compress it with zlib's usual level, send the number of length bytes, the length and the body with three calls.

Grabbing is done as the mss package does it on X11: XGetImage through ctypes, the pixels copied out of the image.
Every viewer is served by a thread of its own. Prints "listening HOST PORT"; at SIGINT or SIGTERM "N frames" and ends.
"""

import argparse
import ctypes
import ctypes.util
import os
import signal
import socket
import threading
import zlib

Z_PIXMAP = 2
ALL_PLANES = 0xFFFFFFFF


class XImage(ctypes.Structure):
    """Xlib.h, as far as it is needed."""

    _fields_ = [
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int),
        ("bitmap_bit_order", ctypes.c_int),
        ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
        ("bits_per_pixel", ctypes.c_int),
    ]


class Screen:
    def __init__(self, width, height):
        self.width, self.height = width, height
        xlib = self.xlib = ctypes.CDLL(ctypes.util.find_library("X11"))
        xlib.XOpenDisplay.restype = ctypes.c_void_p
        xlib.XDefaultRootWindow.restype = ctypes.c_ulong
        xlib.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        xlib.XGetImage.restype = ctypes.POINTER(XImage)
        xlib.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + [ctypes.c_uint] * 2 + [
            ctypes.c_ulong,
            ctypes.c_int,
        ]
        xlib.XDestroyImage.argtypes = [ctypes.POINTER(XImage)]
        self.display = xlib.XOpenDisplay(None)
        if not self.display:
            raise SystemExit("can't open the display")
        self.root = xlib.XDefaultRootWindow(self.display)

    def grab(self):
        """RGB, rows top down."""
        image = self.xlib.XGetImage(self.display, self.root, 0, 0, self.width, self.height, ALL_PLANES, Z_PIXMAP)
        size = image.contents.bytes_per_line * image.contents.height
        raw = bytearray(ctypes.string_at(image.contents.data, size))
        self.xlib.XDestroyImage(image)
        rgb = bytearray(self.width * self.height * 3)
        rgb[0::3] = raw[2::4]
        rgb[1::3] = raw[1::4]
        rgb[2::3] = raw[0::4]
        return bytes(rgb)


def serve(connection, size, sent):
    screen = Screen(*size)
    try:
        while True:
            body = zlib.compress(screen.grab(), 6)
            length = len(body)
            length_bytes = (length.bit_length() + 7) // 8
            connection.send(bytes([length_bytes]))
            connection.send(length.to_bytes(length_bytes, "big"))
            connection.sendall(body)
            sent.append(length)
    except OSError:
        connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="1366x768", type=lambda text: tuple(map(int, text.split("x"))))
    options = parser.parse_args()
    sent = []
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)

    def end(*_):
        print(len(sent), "frames", flush=True)
        os._exit(0)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    print("listening", *listener.getsockname(), flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, options.size, sent), daemon=True).start()


main()
