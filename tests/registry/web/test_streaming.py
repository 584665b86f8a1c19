"""A batch over a real connection: answers come while the questions are still being sent."""

import json
import socket
import threading
import time

import pytest
import uvicorn

from registry.app import create_app

PATIENCE = 10


@pytest.fixture
def connection(sqlite_services):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(sqlite_services), log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        running.start()
        while not server.started:
            time.sleep(0.02)
        with socket.create_connection(door.getsockname(), timeout=PATIENCE) as opened:
            yield opened
        server.should_exit = True
        running.join()


def send_line(connection, fields):
    line = json.dumps(fields).encode() + b"\n"
    connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")


def receive_until(connection, mark):
    received = b""
    while mark not in received:
        piece = connection.recv(65_536)
        assert piece, received
        received += piece
    return received


def test_the_first_answer_comes_before_the_second_question_is_sent(connection):
    connection.sendall(
        b"POST /api/v1/verify/batch HTTP/1.1\r\nHost: registry\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    send_line(connection, {"id": "first", "credential": "x"})
    assert b"200 OK" in receive_until(connection, b'"first"')
    send_line(connection, {"id": "second", "credential": "y"})
    receive_until(connection, b'"second"')
    connection.sendall(b"0\r\n\r\n")
    receive_until(connection, b"0\r\n\r\n")
