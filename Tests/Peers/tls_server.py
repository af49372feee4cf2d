#!/usr/bin/env python3
"""TLS servers on Python's ssl (OpenSSL) that are no gRPC servers: what a client of ours says to them.

Prints `listening on 127.0.0.1:PORT` and serves until standard input closes.
"""

import argparse
import socket
import ssl
import sys
import threading
import warnings


def context(arguments):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(arguments.certificate, arguments.key)
    tls.set_alpn_protocols(["h2"])
    if arguments.case == "no_alpn":
        tls.set_alpn_protocols([])
    elif arguments.case == "other_alpn":
        tls.set_alpn_protocols(["http/1.1"])
    elif arguments.case == "tls11":
        warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1, which is the point
        tls.set_ciphers("DEFAULT@SECLEVEL=0")
        tls.minimum_version = tls.maximum_version = ssl.TLSVersion.TLSv1_1
    elif arguments.case == "tls12":
        tls.maximum_version = ssl.TLSVersion.TLSv1_2
    elif arguments.case == "only_sni":
        tls.sni_callback = only(arguments.name)
    return tls


def only(wanted):
    """Refuses clients that ask for another host than `wanted`, or for none."""

    def check(connection, name, tls):
        return None if name == wanted else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    return check


def serve(connection, tls, case):
    try:
        if case == "silent":
            while connection.recv(4096):
                pass
        elif case == "closes":
            connection.recv(65536)
        else:
            with tls.wrap_socket(connection, server_side=True) as secured:
                while secured.recv(4096):
                    pass
    except OSError:
        pass
    finally:
        connection.close()


def accept(listener, tls, case):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, tls, case), daemon=True).start()


def main():
    cases = ["no_alpn", "other_alpn", "tls11", "tls12", "only_sni", "silent", "closes"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=cases, required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--name", help="for only_sni")
    arguments = parser.parse_args()
    tls = context(arguments)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, tls, arguments.case), daemon=True).start()
    print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
