#!/usr/bin/env python3
"""Two network namespaces joined by a wire that delays, loses, reorders and slows down packets as it is told.

Started by `sharelab session`, which tells it the settings as JSON in its first argument. Prints one line of JSON when
both ends are up, runs until its standard input ends, prints its counts as a line of JSON, and takes the namespaces down
again. Needs Linux, iproute2 and the right to make namespaces; of Python only the standard library.

Which packets are lost or overtaken is decided by a generator of its own for each direction, seeded with the seed and
the direction, and asked the same number of times for each IPv4 packet: so the n-th packet of a direction meets the same
fate in every run with the same seed. What these packets are is up to the kernels' timing.
"""

import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

# linux/if_tun.h
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
ETHERTYPE_IPV4 = b"\x08\x00"
# So many of the packets that follow overtake one that is held back.
OVERTAKERS = 4
# It goes on after so long, s, if fewer follow.
HOLD = 0.02
# What a slow line has room for, s; packets that come when it is full are dropped, as by a router.
LINE_QUEUE = 0.25
LINE_QUEUE_LEAST = 30 * 1514
# Packets that wait for this program; the kernel drops more than that. The default is a burst too short.
TAP_QUEUE = 10_000


def ip(*words, check=True):
    done = subprocess.run(["ip", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def open_tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


def set_up(end, peer, mss):
    """Makes a namespace with eth0 in it; returns the descriptor from which this program reads what eth0 sends."""
    name, address, mac = end["namespace"], end["address"], end["mac"]
    ip("netns", "add", name)
    ip("-n", name, "link", "set", "lo", "up")
    device = f"sl{os.getpid()}{mac[-2:]}"[:15]
    fd = open_tap(device)
    ip("link", "set", device, "netns", name)
    ip("-n", name, "link", "set", device, "name", "eth0", "address", mac, "txqueuelen", str(TAP_QUEUE))
    # No IPv6: its neighbour discovery would only be in the way.
    ip("netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1", check=False)
    ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
    ip("-n", name, "link", "set", "eth0", "up")
    # Known from the start, so that no address resolution is lost.
    ip("-n", name, "neigh", "replace", peer["address"], "lladdr", peer["mac"], "nud", "permanent", "dev", "eth0")
    if mss:
        ip("-n", name, "route", "replace", f"{peer['address']}/32", "dev", "eth0", "advmss", str(mss))
    buffer = end.get("receiveBuffer")
    if buffer:
        ip("netns", "exec", name, "sysctl", "-qw", f"net.ipv4.tcp_rmem={min(buffer, 4096)} {buffer} {buffer}")
    return fd


class Direction:
    """What happens to the packets that one end sends."""

    def __init__(self, number, settings):
        self.random = random.Random(f"{settings['seed']}/{number}")
        self.loss, self.reorder = settings["loss"] / 100, settings["reorder"] / 100
        self.delay = settings["delay"] / 1000
        self.bytes_per_second = settings["rate"] * 1e6 / 8 if settings["rate"] else None
        self.room = max(LINE_QUEUE * (self.bytes_per_second or 0), LINE_QUEUE_LEAST)
        self.line_free_at = 0.0
        # Packets held back: [how many may still overtake it, latest time, frame].
        self.held = []
        self.counts = {"packets": 0, "lost": 0, "overtaken": 0, "queue_full": 0}

    def take(self, frame, now):
        """Yields (when it arrives, frame) for what goes on now."""
        if frame[12:14] != ETHERTYPE_IPV4:
            yield now + self.delay, frame
            return
        self.counts["packets"] += 1
        lost, overtaken = self.random.random() < self.loss, self.random.random() < self.reorder
        overtakers = self.random.randint(1, OVERTAKERS)
        if lost:
            self.counts["lost"] += 1
            return
        due = now
        if self.bytes_per_second:
            begins = max(self.line_free_at, now)
            if (begins - now) * self.bytes_per_second > self.room:
                self.counts["queue_full"] += 1
                return
            due = self.line_free_at = begins + len(frame) / self.bytes_per_second
        due += self.delay
        if overtaken:
            self.counts["overtaken"] += 1
            self.held.append([overtakers, due + HOLD, frame])
            return
        yield due, frame
        for one in self.held:
            one[0] -= 1
        free = [one for one in self.held if one[0] <= 0]
        self.held = [one for one in self.held if one[0] > 0]
        for one in free:
            yield due, one[2]

    def expired(self, now):
        """Yields what was held back for too long."""
        late = [one for one in self.held if one[1] <= now]
        if late:
            self.held = [one for one in self.held if one[1] > now]
        for one in late:
            yield now, one[2]


class Wire:
    def __init__(self, taps, settings):
        self.taps = taps
        self.directions = [Direction(number, settings) for number in range(2)]
        self.waiting, self.count = [], 0

    def carry(self, arrivals, to):
        for due, frame in arrivals:
            self.count += 1
            heapq.heappush(self.waiting, (due, self.count, to, frame))

    def patience(self):
        times = [self.waiting[0][0]] if self.waiting else []
        times += [one[1] for direction in self.directions for one in direction.held]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def step(self):
        """Waits for something to do and does it. Returns False when standard input has ended."""
        readable = select.select([0, *self.taps], [], [], self.patience())[0]
        if 0 in readable and os.read(0, 4096) == b"":
            return False
        for side, fd in enumerate(self.taps):
            if fd in readable:
                self.read(side, fd)
        now = time.monotonic()
        for side, direction in enumerate(self.directions):
            if direction.held:
                self.carry(direction.expired(now), side ^ 1)
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, to, frame = heapq.heappop(self.waiting)
            try:
                os.write(self.taps[to], frame)
            except OSError:
                pass  # the interface is down: lost, as on a wire
        return True

    def read(self, side, fd):
        for _ in range(64):
            try:
                frame = os.read(fd, 65536)
            except OSError:
                return
            self.carry(self.directions[side].take(frame, time.monotonic()), side ^ 1)


def dropped_by_kernel(name):
    """Packets that this program was too slow for; None when it isn't told."""
    try:
        link = json.loads(ip("-j", "-s", "-n", name, "link", "show", "eth0"))[0]
        return link["stats64"]["tx"]["dropped"]
    except (RuntimeError, ValueError, LookupError):
        return None


def say(what):
    print(json.dumps(what), flush=True)


def main():
    settings = json.loads(sys.argv[1])
    ends = settings["ends"]
    # The end of standard input is the one way to end this, however the session ends; a second time is impatience.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        taps = [set_up(end, ends[number ^ 1], settings["mss"]) for number, end in enumerate(ends)]
        wire = Wire(taps, settings)
        say({"ready": True})
        while wire.step():
            pass
        counts = [{**one.counts, "dropped": dropped_by_kernel(end["namespace"])} for one, end in zip(wire.directions, ends)]
        say({"counts": counts})
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        say({"error": str(error)})
        return 1
    finally:
        for end in ends:
            ip("netns", "del", end["namespace"], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
