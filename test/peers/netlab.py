#!/usr/bin/env python3
"""Two network namespaces joined by a user-space Ethernet relay that can lose, delay, reorder and duplicate frames.

Needs root, Linux and iproute2; needs no netem. Prints "ready" when all ends are up and runs until SIGTERM or SIGINT,
then deletes the namespaces. Inside each one the interface is eth0; run a program there with `ip netns exec NAME ...`.
With --router a third namespace stands between the two, with eth0 towards the first and eth1 towards the second.
"""

import argparse
import fcntl
import heapq
import ipaddress
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

# From linux/if_tun.h.
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", default="slfa,slfb", help="names of the two namespaces (default: slfa,slfb)")
    parser.add_argument(
        "--a", default="192.168.1.82/24", help="address of the first end, IPv4 or IPv6 (default: 192.168.1.82/24)"
    )
    parser.add_argument("--b", default="192.168.1.86/24", help="address of the second end (default: 192.168.1.86/24)")
    parser.add_argument("--mtu", type=int, default=1500, help="of both ends (default: 1500)")
    parser.add_argument(
        "--router", metavar="NAME", help="put a router with this name between the two, which are then in two networks"
    )
    parser.add_argument("--router-mtu", type=int, default=1500, help="of the router's eth1 (default: 1500)")
    parser.add_argument("--loss", type=float, default=0, help="chance that a frame is dropped, 0 to 1 (default: 0)")
    parser.add_argument("--dup", type=float, default=0, help="chance that a frame arrives twice (default: 0)")
    parser.add_argument(
        "--reorder",
        type=float,
        default=0,
        help="chance that a frame is held back by one more delay + 2 ms (default: 0)",
    )
    parser.add_argument("--delay", type=float, default=0.2, metavar="MS", help="one-way delay (default: 0.2)")
    parser.add_argument(
        "--rate", type=float, default=1000, metavar="MBIT", help="of the link, each way (default: 1000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random choices (default: 1)")
    parser.add_argument(
        "--spare", type=int, default=200, metavar="BYTES", help="frames up to this size are left alone (default: 200)"
    )
    return parser.parse_args()


def run(command, check=True):
    subprocess.run(command.split(), check=check, stderr=None if check else subprocess.DEVNULL)


def open_tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


def make_namespace(name):
    run(f"ip netns del {name}", check=False)
    run(f"ip netns add {name}")
    run(f"ip -n {name} link set lo up")


def make_interface(namespace, name, address, mtu, mac):
    """A tap in a namespace; returns the descriptor from which the relay reads what the interface sends."""
    device = f"sl{os.getpid()}{name}"[:15]
    fd = open_tap(device)
    run(f"ip link set {device} netns {namespace} name {name} address {mac} mtu {mtu}")
    run(f"ip -n {namespace} addr add {address} dev {name} {'nodad' if ':' in address else ''}")
    run(f"ip -n {namespace} link set {name} up")
    return fd


def make_router(options):
    """The third namespace, the first host of both networks; returns its two taps."""
    first, second = (ipaddress.ip_interface(address) for address in (options.a, options.b))
    make_namespace(options.router)
    taps = []
    for index, (end, mtu) in enumerate(((first, options.mtu), (second, options.router_mtu))):
        address = f"{end.network[1]}/{end.network.prefixlen}"
        taps.append(make_interface(options.router, f"eth{index}", address, mtu, f"02:00:00:00:00:0{index + 1}"))
    forwarding = "net.ipv6.conf.all.forwarding" if first.version == 6 else "net.ipv4.ip_forward"
    run(f"ip netns exec {options.router} sysctl -qw {forwarding}=1")
    for namespace, end in zip(options.names.split(","), (first, second)):
        run(f"ip -n {namespace} route add default via {end.network[1]}")
    return taps


class Relay:
    """Carries frames between taps 0 and 1, and taps 2 and 3; a frame waits in a heap until it is due."""

    def __init__(self, taps, options):
        self.taps, self.options = taps, options
        self.random = random.Random(options.seed)
        self.waiting, self.count, self.line_free_at = [], 0, [0.0] * len(taps)

    def enqueue(self, due, to, frame):
        self.count += 1
        heapq.heappush(self.waiting, (due, self.count, to, frame))

    def take(self, source, frame):
        options = self.options
        exposed = len(frame) > options.spare
        if exposed and self.random.random() < options.loss:
            return
        free = max(self.line_free_at[source], time.monotonic()) + len(frame) * 8 / (options.rate * 1e6)
        self.line_free_at[source] = free
        due = free + options.delay / 1000
        if exposed and self.random.random() < options.reorder:
            due += options.delay / 1000 + 0.002
        self.enqueue(due, source ^ 1, frame)
        if exposed and self.random.random() < options.dup:
            self.enqueue(due + 0.0001, source ^ 1, frame)

    def step(self):
        """Wait for a frame or until one is due, then carry what can be carried."""
        patience = 0.5
        if self.waiting:
            patience = max(0, min(patience, self.waiting[0][0] - time.monotonic()))
        for fd in select.select(self.taps, [], [], patience)[0]:
            for _ in range(64):
                try:
                    frame = os.read(fd, 65536)
                except BlockingIOError:
                    break
                self.take(self.taps.index(fd), frame)
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, to, frame = heapq.heappop(self.waiting)
            try:
                os.write(self.taps[to], frame)
            except OSError:
                pass  # the interface is down: a frame lost, as on a wire


def main():
    options = parse_arguments()
    namespaces = options.names.split(",")
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(True))
    try:
        for name in namespaces:
            make_namespace(name)
        first = make_interface(namespaces[0], "eth0", options.a, options.mtu, "02:00:00:00:00:82")
        second = make_interface(namespaces[1], "eth0", options.b, options.mtu, "02:00:00:00:00:86")
        taps = [first, second]
        if options.router:
            near, far = make_router(options)
            taps = [first, near, second, far]
        relay = Relay(taps, options)
        print("ready", flush=True)
        while not stopping:
            relay.step()
    finally:
        for namespace in [*namespaces, options.router] if options.router else namespaces:
            run(f"ip netns del {namespace}", check=False)


if __name__ == "__main__":
    sys.exit(main())
