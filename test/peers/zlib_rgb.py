"""The zlib-rgb wire format and its test pictures, shared by share_peer.py and view_peer.py.

A frame is one byte N, then N bytes with the length L (unsigned, big-endian, as few bytes as hold it), then L bytes: one
zlib stream that inflates to width * height * 3 bytes of RGB. This is written from the format's description alone and
shares no code with sharelab, so that the two can check each other.
"""

import argparse
import hashlib
import json
import random
import re
import socket
import struct
import zlib

PORT = 9000
GLYPH_WIDTH, GLYPH_HEIGHT, ALPHABET = 6, 8, 64


def encode_length(length):
    """The two header pieces of a frame: the byte N and the N bytes of the length."""
    length_bytes = length.to_bytes(max(1, (length.bit_length() + 7) // 8), "big")
    return bytes([len(length_bytes)]), length_bytes


def describe_frame(index, offset, header_length, compressed, raw):
    """What a manifest says about one frame; `offset` is where its byte N stands in the sender's TCP stream."""
    return {
        "index": index,
        "offset": offset,
        "headerLength": header_length,
        "compressedLength": len(compressed),
        "rawLength": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }


def read_exactly(receive, count):
    """`count` bytes from `receive(limit)`, fewer only if the stream ends before."""
    data = bytearray()
    while len(data) < count:
        piece = receive(count - len(data))
        if not piece:
            break
        data += piece
    return bytes(data)


class Pictures:
    """A reproducible endless sequence of pictures: frame k depends on the content, the size, the seed and k only.

    text: pages of dark glyphs on white that scroll by one line per frame (compresses well, as a desktop does);
    noise: random bytes (do not compress at all); flat: one colour per frame (compresses to next to nothing).
    """

    def __init__(self, content, width, height, seed):
        self.width, self.height, self.seed = width, height, seed
        self.frame = {"text": self._text, "noise": self._noise, "flat": self._flat}[content]
        pixels = random.Random(f"{seed}:glyphs")
        ink, paper = b"\x20\x24\x30", b"\xff\xff\xff"
        self.glyphs = [
            [
                b"".join(pixels.choice((ink, paper)) for _ in range(GLYPH_WIDTH - 1)) + paper
                for _ in range(GLYPH_HEIGHT - 1)
            ]
            + [paper * GLYPH_WIDTH]
            for _ in range(ALPHABET)
        ]

    def _text(self, index):
        row_length = self.width * 3
        rows = []
        for line in range(index, index + self.height // GLYPH_HEIGHT + 1):
            letters = random.Random(f"{self.seed}:{line}").choices(range(ALPHABET), k=self.width // GLYPH_WIDTH + 1)
            for y in range(GLYPH_HEIGHT):
                rows.append(b"".join(self.glyphs[letter][y] for letter in letters)[:row_length])
        return b"".join(rows[: self.height])

    def _noise(self, index):
        return random.Random(f"{self.seed}:{index}").randbytes(self.width * self.height * 3)

    def _flat(self, index):
        return random.Random(f"{self.seed}:{index}").randbytes(3) * (self.width * self.height)

    def compressed(self, index, level):
        """Frame `index` as (raw bytes, zlib stream)."""
        raw = self.frame(index)
        return raw, zlib.compress(raw, level)


def parse_size(text):
    """argparse type: "160x120" -> (160, 120)."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"not WIDTHxHEIGHT: {text}")
    return int(width), int(height)


def resolve(host, port, passive=False):
    """(family, address) of a literal or a name, IPv4 or IPv6; an empty host is every IPv4 address."""
    flags = socket.AI_PASSIVE if passive else 0
    found = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=flags)
    return found[0][0], found[0][4]


def close_with_reset(sock):
    """Close so that the kernel sends RST, not FIN: a linger time of zero."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def set_initial_sequence_number(sock, isn):
    """Make the SYN of this not yet connected socket carry `isn` (Linux, CAP_NET_ADMIN).

    The sequence number is set in the kernel's repair mode; a connect() outside of that mode keeps it.
    """
    tcp_repair, tcp_repair_queue, tcp_queue_seq, send_queue, off_without_probe = 19, 20, 21, 2, -1
    sock.setsockopt(socket.IPPROTO_TCP, tcp_repair, 1)
    sock.setsockopt(socket.IPPROTO_TCP, tcp_repair_queue, send_queue)
    sock.setsockopt(socket.IPPROTO_TCP, tcp_queue_seq, struct.pack("I", isn))
    sock.setsockopt(socket.IPPROTO_TCP, tcp_repair, off_without_probe)


def address_of(sock, which):
    """[host, port] of the socket's own end ("sockname") or the other one ("peername"); None if it has none any more."""
    try:
        return list(getattr(sock, f"get{which}")()[:2])
    except OSError:
        return None


def write_manifest(path, manifest):
    """JSON with one line for each innermost object or list, so that a frame is a line and a difference is readable."""
    text = re.sub(
        r"[\[{][^\[\]{}]*[\]}]", lambda match: " ".join(match.group().split()), json.dumps(manifest, indent=1)
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
