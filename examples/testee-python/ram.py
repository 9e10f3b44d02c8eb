"""Guest RAM: named blocks of bytes."""


class Block:
    def __init__(self, name, data):
        self.name = name
        """As on the wire: UTF-8."""
        self.data = bytearray(data)

    def page(self, offset, size):
        """A copy of one page."""
        return self.data[offset : offset + size]

    def write(self, offset, page):
        self.data[offset : offset + len(page)] = page
