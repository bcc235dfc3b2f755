"""Asks a key of the YubiKey family through the vendor's own library; the key is whoever answers on the other end of the pipes."""
import sys
from yubikit.core.otp import OtpConnection
from yubikit.yubiotp import SLOT, YubiOtpSession


class Pipes(OtpConnection):
    def receive(self):
        print("read", flush=True)
        return bytes.fromhex(sys.stdin.readline())

    def send(self, data):
        print("write", data.hex(), flush=True)


session = YubiOtpSession(Pipes())
for challenge in sys.argv[1:]:
    print("code", session.calculate_hmac_sha1(SLOT.TWO, bytes.fromhex(challenge)).hex(), flush=True)
