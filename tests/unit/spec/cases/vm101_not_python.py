"""A wrong spec."""

from vmgen.spec import Device


class Dev(Device:
