"""Changes to a capture that a lab without the hardware or the kernel feature cannot make: VLAN tags, IPv6 fragments and
chosen sequence numbers. Works on classic pcap files of Ethernet with whole packets; checksums are computed anew.
"""

import struct

ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_VLAN, ETHERTYPE_QINQ = 0x0800, 0x86DD, 0x8100, 0x88A8
TCP, IPV6_FRAGMENT = 6, 44
OPTION_END, OPTION_NOP, OPTION_SACK = 0, 1, 5


def read_pcap(path):
    """(24-byte file header, [(seconds, fraction, bytes)]) of a little-endian Ethernet pcap."""
    with open(path, "rb") as file:
        data = file.read()
    magic, linktype = struct.unpack("<I16xI", data[:24])
    if magic not in (0xA1B2C3D4, 0xA1B23C4D) or linktype != 1:
        raise ValueError(f"{path}: not a little-endian pcap of Ethernet")
    packets, at = [], 24
    while at < len(data):
        seconds, fraction, captured, length = struct.unpack("<IIII", data[at : at + 16])
        if captured != length:
            raise ValueError(f"{path}: a packet is cut")
        packets.append((seconds, fraction, data[at + 16 : at + 16 + captured]))
        at += 16 + captured
    return data[:24], packets


def write_pcap(path, header, packets):
    with open(path, "wb") as file:
        file.write(header)
        for seconds, fraction, packet in packets:
            file.write(struct.pack("<IIII", seconds, fraction, len(packet), len(packet)) + packet)


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def find_tcp(packet):
    """(offset of the IP header, offset of the TCP header) of an unfragmented TCP segment, else None."""
    ethertype = struct.unpack(">H", packet[12:14])[0]
    if ethertype == ETHERTYPE_IPV4 and packet[23] == TCP:
        return 14, 14 + (packet[14] & 15) * 4
    if ethertype == ETHERTYPE_IPV6 and packet[20] == TCP:
        return 14, 54
    return None


def tcp_checksum(packet, ip, tcp):
    """The right TCP checksum of a segment that is the rest of the packet."""
    addresses = packet[ip + 12 : ip + 20] if packet[ip] >> 4 == 4 else packet[ip + 8 : ip + 40]
    segment = packet[tcp : tcp + 16] + b"\0\0" + packet[tcp + 18 :]
    return checksum(addresses + struct.pack(">HH", TCP, len(segment)) + segment)


def add_vlan_tags(packets, *tags):
    """Every packet with these (ethertype, VLAN identifier) tags, outermost first."""
    inserted = b"".join(struct.pack(">HH", ethertype, identifier) for ethertype, identifier in tags)
    return [(*when, packet[:12] + inserted + packet[12:]) for *when, packet in packets]


def set_initial_sequence_numbers(packets, isn_of_port):
    """Shift sequence numbers, acknowledgements and SACK blocks of ONE connection so that its SYNs carry the given ones.

    `isn_of_port` maps both ports of the connection to the wanted initial sequence numbers.
    """
    shift = {}
    for *_, packet in packets:
        where = find_tcp(packet)
        if where and packet[where[1] + 13] & 0x02:
            port, sequence = struct.unpack(">H2xI", packet[where[1] : where[1] + 8])
            shift.setdefault(port, (isn_of_port[port] - sequence) % 2**32)

    def moved(value, port):
        return (value + shift[port]) % 2**32

    result = []
    for *when, packet in packets:
        where = find_tcp(packet)
        if where:
            ip, tcp = where
            changed = bytearray(packet)
            source, target, sequence, acknowledgement = struct.unpack(">HHII", packet[tcp : tcp + 12])
            struct.pack_into(">I", changed, tcp + 4, moved(sequence, source))
            if packet[tcp + 13] & 0x10:
                struct.pack_into(">I", changed, tcp + 8, moved(acknowledgement, target))
            at, end = tcp + 20, tcp + (packet[tcp + 12] >> 4) * 4
            while at < end and packet[at] != OPTION_END:
                if packet[at] == OPTION_NOP:
                    at += 1
                    continue
                if packet[at] == OPTION_SACK:
                    for edge in range(at + 2, at + packet[at + 1], 4):
                        value = struct.unpack(">I", packet[edge : edge + 4])[0]
                        struct.pack_into(">I", changed, edge, moved(value, target))
                at += packet[at + 1]
            struct.pack_into(">H", changed, tcp + 16, tcp_checksum(bytes(changed), ip, tcp))
            packet = bytes(changed)
        result.append((*when, packet))
    return result


def fragment_ipv6(packets, mtu):
    """Every IPv6 packet over `mtu` as fragments (RFC 8200), 1 microsecond apart."""
    result = []
    for seconds, fraction, packet in packets:
        ethertype = struct.unpack(">H", packet[12:14])[0]
        if ethertype != ETHERTYPE_IPV6 or len(packet) - 14 <= mtu:
            result.append((seconds, fraction, packet))
            continue
        payload = packet[54:]
        step = (mtu - 48) // 8 * 8
        identification = 0x5E1F0000 + len(result)
        for index, at in enumerate(range(0, len(payload), step)):
            piece = payload[at : at + step]
            more = at + step < len(payload)
            fragment = struct.pack(">BxHI", packet[20], at | more, identification) + piece
            header = packet[14:18] + struct.pack(">HB", len(fragment), IPV6_FRAGMENT) + packet[21:54]
            result.append((seconds, min(fraction + index, 999_999), packet[:14] + header + fragment))
    return result
