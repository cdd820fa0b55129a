#!/usr/bin/env python3
"""Python's own pickle and numpy, for the tests: writes frames as the course's programs do, and judges ours.

write: prints a JSON list of {protocol, order, shape, field, frame, pixels}, bytes as base64.
judge: reads frames from standard input as a peer does, with recv and unpack, and prints what is in them.
"""

import base64
import io
import json
import pickle
import struct
import sys
import warnings

import numpy

warnings.simplefilter("error")


def picture(height, width):
    values = numpy.arange(height * width * 3, dtype=numpy.uint32) * 2654435761 >> 11
    return (values % 251).astype(numpy.uint8).reshape(height, width, 3)


def text(data):
    return base64.b64encode(bytes(data)).decode()


def write():
    cases = []
    for protocol in (2, 3, 4, 5):
        for shape in ((1, 1), (2, 3), (5, 7), (120, 160), (300, 400)):
            for order in "CF":
                array = picture(*shape)
                if order == "F":
                    array = numpy.asfortranarray(array)
                body = pickle.dumps(array, protocol)
                for field in ("Q", ">Q", "<L", ">L"):
                    cases.append(
                        {
                            "protocol": protocol,
                            "order": order,
                            "shape": shape,
                            "field": field,
                            "frame": text(struct.pack(field, len(body)) + body),
                            "rgb": text(numpy.ascontiguousarray(array[:, :, ::-1]).tobytes()),
                        }
                    )
    json.dump(cases, sys.stdout)


def judge():
    stream = io.BytesIO(sys.stdin.buffer.read())
    seen = []
    while size := stream.read(8):
        array = pickle.loads(stream.read(struct.unpack("Q", size)[0]))
        seen.append(
            {
                "type": type(array).__module__ + "." + type(array).__name__,
                "dtype": str(array.dtype),
                "shape": array.shape,
                "writeable": array.flags.writeable,
                "rgb": text(numpy.ascontiguousarray(array[:, :, ::-1]).tobytes()),
            }
        )
    json.dump(seen, sys.stdout)


{"write": write, "judge": judge}[sys.argv[1]]()
