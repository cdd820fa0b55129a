#!/usr/bin/env python3
"""A chat server in the manner of the course's: a thread for each client, recv(1024), no framing, no limits.

Prints "listening HOST PORT", and a line for each client that joins or leaves.
"""

import argparse
import socket
import sys
import threading

READ = 1024
QUIT = b"{quit}"


class ChatServer:
    def __init__(self, options):
        self.options = options
        self.names = {}
        self.lock = threading.Lock()

    def run(self):
        options = self.options
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(options.backlog)
        say("listening", *listener.getsockname())
        threading.stack_size(256 * 1024)
        while True:
            client, _ = listener.accept()
            if options.nodelay:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        name = None
        try:
            if self.options.garbage:
                client.sendall(bytes(range(256)) * 16)
            if not self.options.silent:
                self.send(client, b"Greetings! Please type your name and press enter.")
            name = client.recv(READ).decode("utf-8")
            if self.options.reset:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            if name == "":
                name = None
                return
            if not self.options.silent:
                self.send(client, f"Hi {name}! To leave the chat, type {{quit}}.".encode())
            self.broadcast(f"{name} is here now.".encode())
            with self.lock:
                self.names[client] = name
            say("joined", name)
            while True:
                message = client.recv(READ)
                if message == b"":
                    return
                if message == QUIT:
                    self.send(client, QUIT)
                    return
                self.broadcast(message, f"{name}: ".encode())
        except OSError:
            pass
        finally:
            with self.lock:
                self.names.pop(client, None)
            client.close()
            if name is not None:
                say("left", name)
                self.broadcast(f"{name} is gone.".encode())

    def broadcast(self, message, prefix=b""):
        with self.lock:
            for client in list(self.names):
                try:
                    self.send(client, prefix + message)
                except OSError:
                    pass

    def send(self, client, message):
        if self.options.one_byte:
            for byte in message:
                client.sendall(bytes([byte]))
        else:
            client.sendall(message)


def say(*words):
    print(*words, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=33000, help="0 is any free one")
    parser.add_argument("--backlog", type=int, default=5)
    parser.add_argument("--nodelay", action="store_true", help="send each message at once, as no course program does")
    parser.add_argument("--one-byte", action="store_true", help="send every byte on its own")
    parser.add_argument("--silent", action="store_true", help="neither greet nor welcome")
    parser.add_argument("--garbage", action="store_true", help="send bytes that are no text first")
    parser.add_argument("--reset", action="store_true", help="reset the connection once a name has come")
    ChatServer(parser.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
